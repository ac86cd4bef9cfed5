import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

import { exactly, untilFound, WAIT_MS } from './until';
import { type Workbench } from './workbench';

/** The parts of xterm that its element carries in VS Code, for tests such as these. */
interface TerminalElement extends Element {
  readonly xterm?: {
    readonly buffer: {
      readonly active: {
        readonly length: number;
        getLine(index: number): { translateToString(trimRight: boolean): string } | undefined;
      };
    };
  };
}

/** The panel at the bottom: terminals and output channels. */
export class Panel {
  constructor(private readonly workbench: Pick<Workbench, 'page' | 'server' | 'runCommand' | 'quickInput'>) {}

  /** The text of all terminals that were shown in this window, scrolled-out lines included. */
  terminalText(): Promise<string> {
    return this.workbench.page.evaluate(() =>
      [...document.querySelectorAll<TerminalElement>('.terminal-wrapper')]
        .map((element) => {
          const buffer = element.xterm?.buffer.active;
          const lines = Array.from({ length: buffer?.length ?? 0 }, (_, index) => buffer?.getLine(index));
          return lines.map((line) => line?.translateToString(true) ?? '').join('\n');
        })
        .join('\n')
        .replace(/\n+$/, '\n'),
    );
  }

  /** Waits until a terminal holds the text. @returns the text of all terminals. */
  async waitForTerminal(text: string | RegExp, timeoutMs = WAIT_MS): Promise<string> {
    return untilFound(
      `a terminal with ${String(text)}`,
      async () => {
        const all = await this.terminalText();
        return (typeof text === 'string' ? all.includes(text) : text.test(all)) ? all : undefined;
      },
      timeoutMs,
    );
  }

  /** Shows an output channel in the panel, for a picture. */
  async showOutput(channel: string): Promise<void> {
    await this.workbench.runCommand('Output: Show Output Channels...');
    await this.workbench.quickInput.pick(channel);
    const chosen = this.workbench.page.locator('option:checked').filter({ hasText: exactly(channel) });
    await this.workbench.page.locator('.part.panel select').filter({ has: chosen }).first().waitFor();
  }

  /**
   * All that extensions of this server wrote into the output channel, from the newest extension host's log on disk;
   * empty when there is none yet.
   */
  outputText(channel: string): string {
    const logs = join(this.workbench.server.options.serverDataDir, 'data', 'logs');
    const named = readdirSync(logs, { recursive: true, encoding: 'utf8' })
      // A log channel's file has its name; a plain channel's a number before it.
      .filter((file) => basename(file).replace(/^\d+-/, '') === `${channel}.log`)
      .map((file) => join(logs, file))
      .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
    return named[0] === undefined ? '' : readFileSync(named[0], 'utf8');
  }

  /** Waits until the output channel holds the text. @returns all of it. */
  waitForOutput(channel: string, text: string, timeoutMs = WAIT_MS): Promise<string> {
    return untilFound(
      `"${text}" in the output channel ${channel}`,
      () => {
        const all = this.outputText(channel);
        return all.includes(text) ? all : undefined;
      },
      timeoutMs,
    );
  }
}
