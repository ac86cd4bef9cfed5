/** Resolves when a process has ended; the test's own time limit bounds the wait. */
export async function gone(pid: number): Promise<void> {
  if (!(pid > 0)) throw new RangeError(`${pid} is the id of no process`);
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
