import type { Frame } from 'playwright-core';
import type { Workbench } from './harness/workbench';

/** The request tester in the sidebar, as a person uses it. */
export class Tester {
  private constructor(readonly frame: Frame) {}

  /** Opens Bellhop's sidebar and waits for the form. */
  static async open(workbench: Workbench): Promise<Tester> {
    await workbench.runCommand('Bellhop: Test a Request');
    return new Tester(await workbench.webviewFrame('form.page'));
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
