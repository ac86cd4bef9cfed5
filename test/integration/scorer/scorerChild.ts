import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ScorerToOwner } from '../../../contract/scorerMessages';
import { until } from './scorerInProcess';

export const MAIN = join(__dirname, '../../../local-server/main.ts');
export const TSX = ['--import', 'tsx'];

export interface Child {
  child: ChildProcess;
  messages: ScorerToOwner[];
  output: () => string;
  said: <Type extends ScorerToOwner['type']>(type: Type) => Promise<Extract<ScorerToOwner, { type: Type }>>;
  ended: Promise<[number | null, string | null]>;
}

export const children: ChildProcess[] = [];

/** The scorer's program as a child with an IPC channel, as the editor starts it. */
export function startChild(...args: string[]): Child {
  const child = fork(MAIN, args, { execArgv: TSX, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  children.push(child);
  const messages: ScorerToOwner[] = [];
  let output = '';
  child.on('message', (message) => messages.push(message as ScorerToOwner));
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
  return {
    child,
    messages,
    output: () => output,
    said: (type) =>
      until(`the message ${type}`, () => messages.find((message) => message.type === type) as never),
    // Not `close`: Node 20 never emits it after a disconnect from this side.
    ended: once(child, 'exit') as Promise<[number | null, string | null]>,
  };
}

/** Ends what `startChild` started; for `afterEach`. */
export function killChildren(): void {
  for (const child of children.splice(0)) child.kill('SIGKILL');
}
