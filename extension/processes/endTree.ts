import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Ends a process and everything it started. A process that has ended already is no error. */
export async function endTree(pid: number): Promise<void> {
  if (process.platform === 'win32') {
    await run('taskkill', taskkillArguments(pid), { windowsHide: true }).catch(() => undefined);
    return;
  }
  const parents = process.platform === 'linux' ? await parentsFromProc() : await parentsFromPs();
  for (const each of descendants(pid, parents).reverse()) {
    try {
      process.kill(each, 'SIGKILL');
    } catch {
      // It ended in between.
    }
  }
}

export function taskkillArguments(pid: number): string[] {
  return ['/pid', String(pid), '/T', '/F'];
}

/** The process itself and all below it, parents before children. */
export function descendants(pid: number, parents: ReadonlyMap<number, number>): number[] {
  const found = [pid];
  for (const each of found) {
    for (const [child, parent] of parents) if (parent === each && !found.includes(child)) found.push(child);
  }
  return found;
}

async function parentsFromProc(): Promise<Map<number, number>> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const parents = new Map<number, number>();
  for (const pid of pids) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    // The name in brackets may hold spaces; the parent is the second field after it (proc_pid_stat(5)).
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (parent > 0) parents.set(Number(pid), parent);
  }
  return parents;
}

async function parentsFromPs(): Promise<Map<number, number>> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=']);
  return new Map(
    stdout.split('\n').flatMap((line) => {
      const [pid, parent] = line.trim().split(/\s+/).map(Number);
      return pid && parent ? [[pid, parent] as const] : [];
    }),
  );
}
