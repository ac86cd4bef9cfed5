/** Values of a log line. Never the values of a row: those belong to people. */
export type LogFields = Record<string, string | number | boolean | null | undefined>;

/** Writes one JSON object a line: `time`, `level`, `message` and the fields. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/**
 * A log over `write`, which is given whole lines. Lines of one turn of the event loop are written together, since a
 * write to a pipe is a system call that blocks.
 *
 * @returns the log, with `flush` to write at once what is waiting.
 */
export function createLog(write: (lines: string) => void): Log & { flush(): void } {
  let waiting = '';
  const flush = (): void => {
    if (waiting === '') return;
    const lines = waiting;
    waiting = '';
    write(lines);
  };
  const line =
    (level: string) =>
    (message: string, fields: LogFields = {}): void => {
      if (waiting === '') setImmediate(flush);
      waiting += `${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`;
    };
  return { info: line('info'), warn: line('warn'), error: line('error'), flush };
}
