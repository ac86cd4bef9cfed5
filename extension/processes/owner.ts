import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import os from 'node:os';

/**
 * The process that something was started for. What carries its owner can be told to be an orphan, one whose owner is
 * gone, from what another window still uses.
 */
export interface Owner {
  /** Tells machines apart. */
  host: string;
  pid: number;
  /** When the process began, in a form that only tells processes apart; empty where the platform does not say. */
  started: string;
}

/** This process as an owner. */
export function thisOwner(): Owner {
  return { host: hostId(), pid: process.pid, started: startOf(process.pid) };
}

/** Whether an owner has ended. Of another machine's nothing is known, so it is never said to be gone. */
export function isGone(owner: Owner, here: Owner): boolean {
  if (owner.host !== here.host) return false;
  if (!isAlive(owner.pid)) return true;
  // Another process has its number now.
  return owner.started !== '' && owner.started !== startOf(owner.pid);
}

/** A machine's id: one of Linux has an own one; a name alone may belong to Windows and to the Linux inside it. */
function hostId(): string {
  const [name = ''] = os.hostname().split('.');
  return createHash('sha256')
    .update(`${name}\n${text('/etc/machine-id')}`)
    .digest('hex')
    .slice(0, 32);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The start time of a process in ticks since boot, by Linux's proc(5): field 22 of stat, after the name in brackets. */
function startOf(pid: number): string {
  return text(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ')[19] ?? '';
}

function text(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
