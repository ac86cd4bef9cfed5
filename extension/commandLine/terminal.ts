import { Cancelled, Failure, reason } from '../../contract/failure';

/** Exit statuses of the command line. */
export const EXIT = { done: 0, failed: 1, wrongUse: 2, interrupted: 130 } as const;

export interface Streams {
  out: (text: string) => void;
  err: (text: string) => void;
}

/**
 * What a command says. With `--json` one JSON object a line on stdout, progress as `{"event": ...}` and the result last;
 * without it words for people, the result on stdout and progress on stderr.
 */
export class Terminal {
  constructor(
    readonly json: boolean,
    private readonly streams: Streams,
  ) {}

  /** Progress: a step that begins, in words. */
  progress(message: string): void {
    if (this.json) this.line({ event: 'progress', message });
    else this.streams.err(`${message}\n`);
  }

  /** What a program writes while it runs, as it comes. */
  output(text: string): void {
    if (this.json) this.line({ event: 'output', text });
    else this.streams.err(text);
  }

  /** The result: an object for programs, words for people. */
  result(value: Record<string, unknown>, words: string): void {
    if (this.json) this.line(value);
    else this.streams.out(`${words}\n`);
  }

  /** Says what went wrong and gives the exit status that belongs to it. */
  fail(error: unknown): number {
    if (error instanceof Cancelled) {
      this.error('interrupted', 'Interrupted.', 'Run the command again.');
      return EXIT.interrupted;
    }
    if (error instanceof Failure) this.error(error.code, error.message, error.next);
    else {
      this.error(
        'defect',
        reason(error),
        'This is a defect of Bellhop: report it with the command that you ran.',
      );
    }
    return error instanceof Failure && error.code === 'wrong-use' ? EXIT.wrongUse : EXIT.failed;
  }

  /** Says how a command was called wrongly and gives the exit status of that. */
  wrongUse(message: string): number {
    this.error('wrong-use', message, 'Run it with --help to see how it is used.');
    return EXIT.wrongUse;
  }

  private error(code: string, message: string, next: string): void {
    if (this.json) this.line({ error: { code, message, next } });
    else this.streams.err(`${message}\n${next}\n`);
  }

  private line(value: Record<string, unknown>): void {
    this.streams.out(`${JSON.stringify(value)}\n`);
  }
}

/** What every command gets. */
export interface CommandContext {
  terminal: Terminal;
  /** Aborts on SIGINT and SIGTERM. */
  signal: AbortSignal;
  /** Whether a person at a terminal may be asked. */
  mayAsk: boolean;
  /** Bellhop's own root: holds `templates/` and `dist/`. */
  root: string;
}
