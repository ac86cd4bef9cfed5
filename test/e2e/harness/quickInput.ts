import { type Locator, type Page } from 'playwright-core';

import { exactly, untilFound, WAIT_MS } from './until';

/** The first line of a row; its detail, in the second, is made of the same elements. */
const LABEL = '.quick-input-list-row:first-child .label-name';

export interface QuickInputRow {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

/** The box at the top that asks: command palette, quick pick, input box. */
export class QuickInput {
  readonly widget: Locator;
  readonly input: Locator;

  constructor(private readonly page: Page) {
    this.widget = page.locator('.quick-input-widget:visible');
    this.input = this.widget.locator('.quick-input-box input');
  }

  /** Opens the command palette with a text in it, from wherever the focus is. */
  async openPalette(text: string): Promise<void> {
    await untilFound('the command palette', async () => {
      await this.page.keyboard.press('F1');
      try {
        await this.input.fill(text, { timeout: 2000 });
        return true;
      } catch {
        // A page in a frame kept the key, or something that opened just now took the focus and closed the palette.
        await this.page.locator('.monaco-workbench').first().focus();
        return undefined;
      }
    });
  }

  /** Waits until a step whose title holds the text is shown. */
  async waitForTitle(text: string): Promise<void> {
    await this.widget.locator('.quick-input-title', { hasText: text }).waitFor();
  }

  /** Waits until the step is shown: `waitForStep(2, 4)` for "(2/4)". */
  async waitForStep(step: number, of: number): Promise<void> {
    await this.waitForTitle(`(${step}/${of})`);
  }

  /** The title without the step count. */
  async title(): Promise<string> {
    return (await this.fullTitle()).replace(/\s*\(\d+\/\d+\)$/, '');
  }

  /** The step count, such as `2/4`; undefined when none is shown. */
  async step(): Promise<string | undefined> {
    return /\((\d+\/\d+)\)$/.exec(await this.fullTitle())?.[1];
  }

  /** The grey text of the empty field. */
  async placeholder(): Promise<string> {
    return (await this.input.getAttribute('placeholder')) ?? '';
  }

  /** Waits until the grey text of the empty field holds this. */
  async waitForPlaceholder(text: string): Promise<void> {
    await this.widget.locator(`.quick-input-box input[placeholder*="${text}"]`).waitFor();
  }

  /** What the field holds. */
  value(): Promise<string> {
    return this.input.inputValue();
  }

  /** The prompt below the field, or the validation message that took its place; empty when there is none. */
  async message(): Promise<string> {
    const message = this.widget.locator('.quick-input-message');
    return (await message.isVisible()) ? message.innerText() : '';
  }

  /** Waits until the text stands below the field, as prompt or as validation message. */
  async waitForMessage(text: string): Promise<void> {
    await this.widget.locator('.quick-input-message', { hasText: text }).waitFor();
  }

  /** Replaces what the field holds. */
  async type(text: string): Promise<void> {
    await this.input.fill(text);
  }

  /** Presses Enter. */
  async accept(): Promise<void> {
    await this.input.press('Enter');
  }

  /** Clicks the row with exactly this label. */
  async pick(label: string, timeoutMs = WAIT_MS): Promise<void> {
    await this.row(label).click({ timeout: timeoutMs });
    await this.moveMouseAway();
  }

  /** The row with exactly this label. */
  row(label: string): Locator {
    return this.widget
      .locator('.quick-input-list .monaco-list-row')
      .filter({ has: this.page.locator(LABEL).filter({ hasText: exactly(label) }) })
      .first();
  }

  /** The rows that are drawn; a long list draws only those in sight. */
  async rows(): Promise<QuickInputRow[]> {
    const rows = await this.widget.locator('.quick-input-list .monaco-list-row').all();
    const text = async (row: Locator, selector: string): Promise<string> =>
      (await row.locator(selector).allTextContents()).join('').trim();
    return Promise.all(
      rows.map(async (row) => ({
        label: await text(row, LABEL),
        description: await text(row, '.label-description'),
        detail: await text(row, '.quick-input-list-label-meta'),
      })),
    );
  }

  /** Presses the Back button in the title. */
  async back(): Promise<void> {
    await this.widget.locator('.codicon-quick-input-back').click();
    await this.moveMouseAway();
  }

  /** Presses a button of the title or beside the field, by its label. */
  async clickButton(label: string): Promise<void> {
    await this.widget.locator(`.action-label[aria-label^="${label}"]`).click();
  }

  /** Presses Escape until nothing asks any more: a hover over the box takes the first one for itself. */
  async escape(): Promise<void> {
    await this.moveMouseAway();
    await untilFound('the quick input to close', async () => {
      if (!(await this.widget.isVisible())) return true;
      await this.page.keyboard.press('Escape');
      await this.widget.waitFor({ state: 'hidden', timeout: 1000 }).catch(() => undefined);
      return undefined;
    });
  }

  /** Waits until nothing asks any more. */
  async waitForClose(): Promise<void> {
    await this.widget.waitFor({ state: 'hidden' });
  }

  /** A mouse that rests on the box brings up a hover, which would cover a picture. */
  private async moveMouseAway(): Promise<void> {
    await this.page.mouse.move(0, 0);
  }

  private fullTitle(): Promise<string> {
    return this.widget.locator('.quick-input-title').innerText();
  }
}
