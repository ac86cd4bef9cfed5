import { spawnSync } from 'node:child_process';

/**
 * How a program is started whose tree `endTree` can end: on POSIX as the leader of a process group of its own, which
 * everything that it starts belongs to.
 */
export const OWN_TREE = { detached: process.platform !== 'win32', windowsHide: true } as const;

/** Ends a process that was started with `OWN_TREE`, and everything it started, at once. One that has ended is no error. */
export function endTree(pid: number): void {
  if (process.platform === 'win32') {
    spawnSync('taskkill', taskkillArguments(pid), { windowsHide: true, stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is gone.
  }
}

export function taskkillArguments(pid: number): string[] {
  return ['/pid', String(pid), '/T', '/F'];
}
