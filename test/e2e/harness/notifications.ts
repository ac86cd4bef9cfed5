import { type Locator, type Page } from 'playwright-core';

import { exactly, untilFound, WAIT_MS } from './until';

/** Messages at the lower right, also those that have slipped into the notification centre. */
export class Notifications {
  constructor(private readonly page: Page) {}

  /** Waits for a message that holds the text. @returns the whole message. */
  async waitFor(text: string, timeoutMs = WAIT_MS): Promise<string> {
    const item = await this.find(text, timeoutMs);
    return item.locator('.notification-list-item-message').innerText();
  }

  /** Waits for a message that holds the text and presses its button. */
  async click(text: string, button: string, timeoutMs = WAIT_MS): Promise<void> {
    const item = await this.find(text, timeoutMs);
    await item
      .locator('.monaco-button')
      .filter({ hasText: exactly(button) })
      .click();
  }

  /** Waits until no message with the text is shown. */
  async waitUntilGone(text: string, timeoutMs = WAIT_MS): Promise<void> {
    await this.shown(text).first().waitFor({ state: 'hidden', timeout: timeoutMs });
  }

  /** The labels of the buttons of a message. */
  async buttons(text: string): Promise<string[]> {
    return (await (await this.find(text, WAIT_MS)).locator('.monaco-button:visible').allInnerTexts()).map(
      (label) => label.trim(),
    );
  }

  /** The messages now shown, newest first. */
  texts(): Promise<string[]> {
    return this.page.locator('.notification-list-item-message:visible').allInnerTexts();
  }

  /** Closes every message that is shown. */
  async clear(): Promise<void> {
    const close = this.page.locator('.notification-list-item:visible .codicon-notifications-clear');
    await untilFound('all notifications to close', async () => {
      if ((await this.texts()).length === 0) return true;
      // It may go by itself meanwhile.
      const first = this.page.locator('.notification-list-item:visible').first();
      await first.hover({ timeout: 2000 }).catch(() => undefined);
      await close
        .first()
        .click({ timeout: 2000 })
        .catch(() => undefined);
      return undefined;
    });
  }

  private shown(text: string): Locator {
    return this.page.locator('.notification-list-item:visible').filter({ hasText: text });
  }

  private find(text: string, timeoutMs: number): Promise<Locator> {
    let openedCentre = false;
    const half = Date.now() + timeoutMs / 2;
    return untilFound(
      `the message "${text}"`,
      async () => {
        const item = this.shown(text).first();
        if (await item.isVisible()) return item;
        // A toast hides after some seconds; the bell in the status bar opens the centre, where it stays.
        if (!openedCentre && Date.now() > half) {
          openedCentre = true;
          if ((await this.texts()).length === 0) {
            await this.page.locator('[id="status.notifications"]').click();
          }
        }
        return undefined;
      },
      timeoutMs,
    );
  }
}
