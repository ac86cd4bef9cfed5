import type { Frame } from 'playwright-core';
import { untilFound } from './harness/until';
import type { Workbench } from './harness/workbench';

/** The request tester in the sidebar, as a person uses it. */
export class Tester {
  private constructor(readonly frame: Frame) {}

  /** Opens Bellhop's sidebar and waits for the form. */
  static async open(workbench: Workbench): Promise<Tester> {
    await workbench.runCommand('Bellhop: Test a Request');
    return new Tester(await workbench.webviewFrame('form.page'));
  }

  /** The same page as an editor tab, which is open or is being opened. */
  asTab(workbench: Workbench): Promise<Tester> {
    return untilFound('the page as an editor tab', async () => {
      for (const frame of workbench.page.frames()) {
        const isShown = await frame
          .locator('form.page')
          .isVisible()
          .catch(() => false);
        if (isShown && frame !== this.frame) return new Tester(frame);
      }
      return undefined;
    });
  }

  /** Sends what is written, waits for an answer, and gives the large texts of a prediction. */
  async score(): Promise<string[]> {
    // Each answer has a request id of its own.
    const shown = async (): Promise<string> =>
      (await this.frame.locator('.status-line').allInnerTexts()).join();
    const before = await shown();
    await this.send();
    await untilFound('an answer', async () => ((await shown()) === before ? undefined : true));
    return this.frame.locator('.prediction .value').allInnerTexts();
  }

  async send(): Promise<void> {
    await this.frame.getByRole('button', { name: 'Send' }).click();
  }

  /** Waits for a prediction and gives its number. */
  async prediction(): Promise<number> {
    const value = this.frame.locator('.prediction .value').first();
    await value.waitFor();
    return Number(await value.textContent());
  }

  /** The line with status and time. */
  async statusLine(): Promise<string> {
    return (await this.frame.locator('.status-line').first().textContent()) ?? '';
  }

  field(label: string) {
    return this.frame.getByLabel(label, { exact: false }).first();
  }
}
