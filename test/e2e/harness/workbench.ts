import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { type Browser, type Frame, type Page } from 'playwright-core';

import { writeUserSettings } from '../../../scripts/vscode/userSettings';
import { type VscodeServer, workbenchUrl } from '../../../scripts/vscode/vscodeServer';
import { Dialog } from './dialog';
import { Notifications } from './notifications';
import { Panel } from './panel';
import { QuickInput } from './quickInput';
import { StatusBar } from './statusBar';
import { untilFound, WAIT_MS } from './until';
import { Views } from './views';

const SCREENSHOTS = fileURLToPath(new URL('../screenshots/', import.meta.url));

/** Names in the theme picker, and the class that the window then wears. */
const THEMES = {
  light: { name: 'Light Modern', base: 'vs' },
  dark: { name: 'Dark Modern', base: 'vs-dark' },
  'high-contrast': { name: 'Dark High Contrast', base: 'hc-black' },
  'high-contrast-light': { name: 'Light High Contrast', base: 'hc-light' },
} as const;

export interface WorkbenchOptions {
  readonly browser: Browser;
  readonly server: VscodeServer;
  /** What the window opens; `{}` is an empty window. */
  readonly at: { readonly folder: string } | { readonly workspace: string } | Record<string, never>;
}

/** One window of VS Code, as a person sees and uses it. Every method waits for its condition, at most 20 s. */
export class Workbench {
  readonly quickInput: QuickInput;
  readonly notifications: Notifications;
  readonly statusBar: StatusBar;
  readonly views: Views;
  readonly panel: Panel;
  readonly dialog: Dialog;

  private constructor(
    readonly page: Page,
    readonly server: VscodeServer,
  ) {
    this.quickInput = new QuickInput(page);
    this.notifications = new Notifications(page);
    this.statusBar = new StatusBar(page);
    this.views = new Views(page);
    this.panel = new Panel(this);
    this.dialog = new Dialog(page);
  }

  /** Opens a window with a fresh profile, 1280 by 800, and waits until it is ready. */
  static async open({ browser, server, at }: WorkbenchOptions): Promise<Workbench> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    page.setDefaultTimeout(WAIT_MS);
    // Else a reload hangs on the question whether to leave the page.
    page.on('dialog', (dialog) => void dialog.accept().catch(() => undefined));
    const workbench = new Workbench(page, server);
    await page.goto(workbenchUrl(server, at));
    await workbench.ready();
    if ('workspace' in at) await workbench.untilFoldersAreShown();
    return workbench;
  }

  /** Waits until the window is drawn and connected to its server. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench[class*="vscode-theme-"]').waitFor({ timeout: 60_000 });
    await this.page.locator('.activitybar .action-label').first().waitFor();
    await this.page.locator('.part.statusbar .statusbar-item').first().waitFor();
    // Either the side bar is hidden or its view container is up; a click on a tab before that would close it again.
    await this.page
      .locator('.monaco-workbench.nosidebar, .part.sidebar .composite.title h2:not(:empty)')
      .first()
      .waitFor();
    await this.page
      .locator('.part.sidebar .monaco-progress-container.active:visible')
      .first()
      .waitFor({ state: 'hidden' });
  }

  /** Runs a command by its exact name in the palette, category included: `Bellhop: New Model Project`. */
  async runCommand(name: string): Promise<void> {
    const deadline = Date.now() + WAIT_MS;
    for (;;) {
      // A command that an extension brings is listed only from the next opening of the palette on.
      await this.quickInput.openPalette(`>${name}`);
      try {
        await this.quickInput.pick(name, 2000);
        return;
      } catch (error) {
        const listed = (await this.quickInput.rows()).map(({ label }) => label);
        await this.quickInput.escape();
        if (Date.now() > deadline) {
          throw new Error(`The palette has no command "${name}"; it lists: ${listed.join(', ')}`, {
            cause: error,
          });
        }
      }
    }
  }

  /** The page of a webview: the frame that has a visible element for the selector. */
  webviewFrame(selector: string): Promise<Frame> {
    return untilFound(`a webview with ${selector}`, async () => {
      for (const frame of this.page.frames()) {
        const isShown = await frame
          .locator(selector)
          .first()
          .isVisible()
          .catch(() => false);
        if (isShown && frame !== this.page.mainFrame()) return frame;
      }
      return undefined;
    });
  }

  /** Changes user settings of the server; an open window takes them up with its next reload. */
  changeSettings(changes: Readonly<Record<string, unknown>>): void {
    writeUserSettings(this.server.options.serverDataDir, changes);
  }

  /** Changes the colour theme, without a reload, and waits until the window wears it. */
  async setTheme(theme: keyof typeof THEMES): Promise<void> {
    await this.runCommand('Preferences: Color Theme');
    await this.quickInput.type(THEMES[theme].name);
    await this.quickInput.pick(THEMES[theme].name);
    await this.quickInput.waitForClose();
    await this.page.locator(`.monaco-workbench.${THEMES[theme].base}`).waitFor();
  }

  /** Reloads the window and waits until it is ready again. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  /** Trusts the folder of a window in Restricted Mode, which a server with `trust: false` opens. */
  async grantTrust(): Promise<void> {
    await this.statusBar.click('Restricted Mode');
    const editor = this.page.locator('.workspace-trust-editor');
    await editor
      .locator('.monaco-button')
      .filter({ hasText: /^\s*Trust\s*$/ })
      .click();
    await this.statusBar.waitUntilGone('Restricted Mode');
    await this.runCommand('View: Close All Editors');
    await editor.waitFor({ state: 'hidden' });
  }

  /** Closes the secondary side bar, where the newest VS Code puts its chat, if it is open. */
  async closeSecondarySideBar(): Promise<void> {
    const bar = this.page.locator('.part.auxiliarybar');
    if (!(await bar.isVisible())) return;
    await this.runCommand('View: Hide Secondary Side Bar');
    await bar.waitFor({ state: 'hidden' });
  }

  /** Keeps a picture in `test/e2e/screenshots/<VS Code version>/<name>.png`. @returns its path. */
  async screenshot(name: string): Promise<string> {
    const path = join(SCREENSHOTS, this.server.options.installation.version, `${name}.png`);
    mkdirSync(dirname(path), { recursive: true });
    await this.page.screenshot({ path, animations: 'disabled' });
    return path;
  }

  /** Closes the window as a person would, so that its extension host ends too. */
  async close(): Promise<void> {
    await this.page.goto('about:blank');
    await this.page.context().close();
  }

  /** On a loaded machine VS Code now and then opens a workspace file without its folders; a reload brings them. */
  private async untilFoldersAreShown(): Promise<void> {
    const folders = this.page.locator('.explorer-folders-view .monaco-list-row').first();
    try {
      await folders.waitFor({ timeout: 8000 });
    } catch {
      await this.reload();
      await folders.waitFor();
    }
  }
}
