/** Values of a log line. Never the values of a row: those belong to people. */
export type LogFields = Record<string, string | number | boolean | null | undefined>;

/** Writes one JSON object a line: `time`, `level`, `message` and the fields. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /**
   * As `info`, for lines of which there are very many: they may wait a little to be written together.
   *
   * @param fields as JSON, without the braces: who writes very many lines knows what needs no escaping.
   */
  bulk(message: string, fields: string): void;
  /** Writes at once what is waiting. */
  flush(): void;
}

/** A write to a pipe or a file is a system call that blocks: bulk lines wait until there are so many, or so long. */
const BULK_CHARACTERS = 32 * 1024;
const BULK_MILLISECONDS = 100;

/**
 * A log over `write`, which is given whole lines. Lines of one turn of the event loop are written together.
 *
 * @param most lines are written together up to this length; a longer one is written alone.
 */
export function createLog(write: (lines: string) => void, most = Infinity): Log {
  // Joined when they are written: to put them together one by one takes twice as long.
  let waiting: string[] = [];
  let characters = 0;
  let isSoon = false;
  let later: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(later);
    later = undefined;
    isSoon = false;
    if (characters === 0) return;
    const lines = waiting.join('');
    waiting = [];
    characters = 0;
    write(lines);
  };
  const flushSoon = (): void => {
    if (isSoon) return;
    isSoon = true;
    setImmediate(flush);
  };
  const add = (text: string): void => {
    if (characters + text.length > most) flush();
    waiting.push(text);
    characters += text.length;
  };
  const line =
    (level: string) =>
    (message: string, fields: LogFields = {}): void => {
      add(lineOf(level, message, fields));
      flushSoon();
    };
  const bulk = (message: string, fields: string): void => {
    add(`{"time":"${now()}","level":"info","message":"${message}",${fields}}\n`);
    if (characters > BULK_CHARACTERS) flushSoon();
    else later ??= setTimeout(flush, BULK_MILLISECONDS).unref();
  };
  return { info: line('info'), warn: line('warn'), error: line('error'), bulk, flush };
}

/** What JSON.stringify gives, put together faster, since the fields are flat and their names plain. */
function lineOf(level: string, message: string, fields: LogFields): string {
  let text = `{"time":"${now()}","level":"${level}","message":${JSON.stringify(message)}`;
  for (const name in fields) {
    const value = fields[name];
    if (value === undefined) continue;
    const isPlain = typeof value === 'number' && Number.isFinite(value);
    text += `,"${name}":${isPlain ? value : JSON.stringify(value)}`;
  }
  return `${text}}\n`;
}

let lastTime = 0;
let lastText = '';

/** The time of this millisecond, which many lines share. */
function now(): string {
  const time = Date.now();
  if (time !== lastTime) {
    lastTime = time;
    lastText = new Date(time).toISOString();
  }
  return lastText;
}
