import { performance } from 'node:perf_hooks';
import type { Terminal } from '../../commandLine/terminal';
import type { FileProgress } from './scoreFile';

/** In milliseconds: more often nobody reads it. */
const BETWEEN = 250;

/**
 * How far a file is scored: one line that is written anew on a terminal, an event now and then for programs, and nothing
 * where stderr is a file, in which it would only stand in the way.
 */
export class ProgressLine {
  private last = -Infinity;
  private isOpen = false;

  constructor(
    private readonly terminal: Pick<Terminal, 'json' | 'progress' | 'output'>,
    private readonly options: { isTerminal: boolean; now?: () => number },
  ) {}

  show(progress: FileProgress): void {
    const { terminal, options } = this;
    const now = options.now?.() ?? performance.now();
    if (now - this.last < BETWEEN) return;
    this.last = now;
    if (terminal.json) terminal.progress(words(progress));
    else if (options.isTerminal) {
      terminal.output(`\r\u001b[K${words(progress)}`);
      this.isOpen = true;
    }
  }

  /** Leaves the line, so that what follows begins on one of its own. */
  end(): void {
    if (this.isOpen) this.terminal.output('\r\u001b[K');
    this.isOpen = false;
  }
}

function words({ rows, failed, rowsPerSecond, share }: FileProgress): string {
  const failures = failed === 0 ? '' : `, ${failed} failed`;
  return `${Math.round(100 * share)} %: ${rows} rows, ${Math.round(rowsPerSecond)} a second${failures}`;
}
