import { type Locator, type Page } from 'playwright-core';

import { exactly } from './until';

/** The modal question in the middle of the window. */
export class Dialog {
  private readonly box: Locator;

  constructor(page: Page) {
    this.box = page.locator('.monaco-dialog-box');
  }

  /** Waits for a dialog that holds the text. @returns all of its text. */
  async waitFor(text: string): Promise<string> {
    const box = this.box.filter({ hasText: text });
    await box.waitFor();
    return box.locator('.dialog-message-container').innerText();
  }

  /** Presses a button and waits until the dialog is gone. */
  async click(button: string): Promise<void> {
    await this.box
      .locator('.monaco-button')
      .filter({ hasText: exactly(button) })
      .click();
    await this.box.waitFor({ state: 'hidden' });
  }

  /** The labels of the buttons. */
  buttons(): Promise<string[]> {
    return this.box.locator('.monaco-button').allInnerTexts();
  }
}
