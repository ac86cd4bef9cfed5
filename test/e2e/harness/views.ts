import { type Locator, type Page } from 'playwright-core';

import { exactly } from './until';

export interface TreeRow {
  readonly label: string;
  readonly description: string;
}

/** View containers of the activity bar, the views in them and the rows of tree views. */
export class Views {
  constructor(private readonly page: Page) {}

  /** Opens a view container by its title in the activity bar; does nothing when it is open. */
  async open(container: string): Promise<void> {
    const title = this.page
      .locator('.part.sidebar .composite.title h2')
      .filter({ hasText: new RegExp(`^\\s*${container}`, 'i') });
    if (await title.isVisible()) return;
    // The label may go on with a keybinding in parentheses or with a badge's text.
    const label = `.action-label[aria-label="${container}"], .action-label[aria-label^="${container} "]`;
    await this.page.locator('.activitybar').locator(label).first().click();
    await title.waitFor();
  }

  /** The whole view with this name: header and body. */
  view(name: string): Locator {
    return this.page.locator(`.pane:has(> .pane-header[aria-label="${name} Section"])`);
  }

  /** Unfolds a view that is folded to its header. */
  async expand(name: string): Promise<void> {
    const header = this.view(name).locator('> .pane-header');
    if ((await header.getAttribute('aria-expanded')) === 'false') await header.click();
    await this.view(name).locator('> .pane-body').waitFor();
  }

  /** Presses an action in a view's title bar. */
  async clickAction(name: string, action: string): Promise<void> {
    const own = this.view(name).locator(`> .pane-header .action-label[aria-label^="${action}"]`);
    // The only view of a container has no header of its own: its actions are in the container's title.
    const inTitle = this.page.locator(
      `.part.sidebar .composite.title .action-label[aria-label^="${action}"]`,
    );
    await this.view(name).hover();
    await own.or(inTitle).first().click();
  }

  /** The text that an empty view shows; its links and buttons are inside. */
  welcome(name: string): Locator {
    return this.view(name).locator('.welcome-view-content');
  }

  /** The rows of a tree view, top to bottom, as far as they are in sight. */
  async rows(name: string): Promise<TreeRow[]> {
    const rows = await this.view(name).locator('.monaco-list-row').all();
    return Promise.all(
      rows.map(async (row) => ({
        label: (await row.locator('.label-name').allTextContents()).join('').trim(),
        description: (await row.locator('.label-description').allTextContents()).join('').trim(),
      })),
    );
  }

  /** The row of a tree view with exactly this label. */
  row(name: string, label: string): Locator {
    return this.view(name)
      .locator('.monaco-list-row')
      .filter({ has: this.page.locator('.label-name').filter({ hasText: exactly(label) }) })
      .first();
  }

  /** Clicks a row, which selects it and runs its command. */
  async clickRow(name: string, label: string): Promise<void> {
    await this.row(name, label).locator('.monaco-icon-label').click();
  }

  /** Unfolds a row and waits until it is unfolded. */
  async expandRow(name: string, label: string): Promise<void> {
    const row = this.row(name, label);
    if ((await row.getAttribute('aria-expanded')) === 'false') {
      await row.locator('.monaco-tl-twistie').click();
    }
    await row.and(this.page.locator('[aria-expanded="true"]')).waitFor();
  }

  /** Presses an inline action of a row, by its label. */
  async clickRowAction(name: string, label: string, action: string): Promise<void> {
    const row = this.row(name, label);
    await row.hover();
    await row.locator(`.action-label[aria-label^="${action}"]`).click();
  }
}
