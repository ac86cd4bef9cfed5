import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

import { Failure, reason } from '../contract/failure';

export interface LoggedRun {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Output is appended to this file; a failure names it. */
  readonly logFile: string;
  /** What the program does, for a failure: `installing code-server 4.139.1`. */
  readonly purpose: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a program with all its output in a log file. Rejects with a `Failure` that names the purpose and the file. */
export async function runLogged(run: LoggedRun): Promise<void> {
  const log = openSync(run.logFile, 'a');
  try {
    await new Promise<void>((resolve, reject) => {
      const failed = (cause: string): void => {
        const command = [basename(run.program), ...run.args].join(' ');
        reject(
          new Failure(
            'command-failed',
            `${run.purpose} failed: \`${command}\` ${cause}.\n${tailOf(run.logFile)}`,
            `Read ${run.logFile}, cure the cause and run again.`,
          ),
        );
      };
      const child = spawn(run.program, run.args, {
        cwd: run.cwd,
        env: run.env ?? process.env,
        stdio: ['ignore', log, log],
      });
      child.once('error', (error) => failed(`did not start (${reason(error)})`));
      child.once('exit', (code, signal) => {
        if (code === 0) resolve();
        else failed(signal === null ? `ended with status ${code ?? 'unknown'}` : `was ended by ${signal}`);
      });
    });
  } finally {
    closeSync(log);
  }
}

/** The last lines of a text file, indented; empty when there is no such file. */
export function tailOf(file: string, lines = 15): string {
  try {
    const all = readFileSync(file, 'utf8').trimEnd().split('\n');
    return all
      .slice(-lines)
      .map((line) => `  ${line}`)
      .join('\n');
  } catch {
    return '';
  }
}
