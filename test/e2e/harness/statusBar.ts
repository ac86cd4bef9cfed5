import { type Locator, type Page } from 'playwright-core';

import { WAIT_MS } from './until';

/** The bar at the bottom of the window. */
export class StatusBar {
  constructor(private readonly page: Page) {}

  /** The item whose text holds `text`. */
  item(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item').filter({ hasText: text }).first();
  }

  /** Waits for an item whose text holds `text`. @returns its whole text. */
  async waitFor(text: string | RegExp, timeoutMs = WAIT_MS): Promise<string> {
    const item = this.item(text);
    await item.waitFor({ timeout: timeoutMs });
    return (await item.innerText()).trim();
  }

  /** Waits until no item holds `text`. */
  async waitUntilGone(text: string | RegExp, timeoutMs = WAIT_MS): Promise<void> {
    await this.item(text).waitFor({ state: 'hidden', timeout: timeoutMs });
  }

  /** Clicks the item whose text holds `text`. */
  async click(text: string | RegExp): Promise<void> {
    await this.item(text).locator('.statusbar-item-label').click();
  }

  /** The texts of all items, from left to right. */
  async texts(): Promise<string[]> {
    const texts = await this.page.locator('.part.statusbar .statusbar-item:visible').allInnerTexts();
    return texts.map((text) => text.trim());
  }
}
