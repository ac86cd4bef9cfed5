import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Job, JobResult } from './child';

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url));
/** In megabytes: about what an extension host can spare. */
const MEMORY = 1000;
/** What ends a case that hangs, in milliseconds; all take a fraction of it. */
const PATIENCE = 60_000;

/** Runs jobs one after the other in a child with bounded memory, which is ended when one hangs. */
export class HostileRun {
  #child: ChildProcess | undefined;

  async run(job: Job): Promise<JobResult> {
    const child = (this.#child ??= await started());
    child.send(job);
    const answer = new AbortController();
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
    try {
      const [result] = (await Promise.race([
        once(child, 'message', answer),
        once(child, 'exit', answer),
      ])) as [JobResult | number | null];
      if (result !== null && typeof result === 'object') return result;
      this.#child = undefined;
      return { code: 'killed', message: 'it took too long, or more memory than there is' };
    } finally {
      clearTimeout(timer);
      answer.abort();
    }
  }

  async stop(): Promise<void> {
    if (!this.#child) return;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    this.#child.kill();
    await ended;
  }
}

async function started(): Promise<ChildProcess> {
  const child = fork(CHILD, {
    execArgv: [`--max-old-space-size=${MEMORY}`, '--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting = new AbortController();
  const [status] = (await Promise.race([
    once(child, 'message', waiting),
    once(child, 'exit', waiting),
  ])) as unknown[];
  waiting.abort();
  if (status !== 'ready') throw new Error(`The child did not start: ${String(status)}`);
  return child;
}
