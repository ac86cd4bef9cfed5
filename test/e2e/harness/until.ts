import { setTimeout as delay } from 'node:timers/promises';

/** The longest that a step of a test waits for what it expects. */
export const WAIT_MS = 20_000;

/** Asks again until there is an answer. @throws Error that names `what` when there is none in time. */
export async function untilFound<T>(
  what: string,
  find: () => Promise<T | undefined> | T | undefined,
  timeoutMs = WAIT_MS,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s for ${what}.`);
    await delay(100);
  }
}

/** Matches an element's whole text, spaces around it aside. */
export function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}
