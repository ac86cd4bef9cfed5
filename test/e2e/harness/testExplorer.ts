import { type Locator } from 'playwright-core';

import { untilFound } from './until';
import { type Workbench } from './workbench';

/** The Test Explorer. */
export class TestExplorer {
  private constructor(private readonly workbench: Workbench) {}

  /** Opens the view with every test unfolded. */
  static async open(workbench: Workbench): Promise<TestExplorer> {
    await workbench.runCommand('Testing: Focus on Test Explorer View');
    const tests = new TestExplorer(workbench);
    await tests.rows.first().waitFor();
    const folded = tests.rows.and(workbench.page.locator('[aria-expanded="false"]'));
    await untilFound('every test to be unfolded', async () => {
      if ((await folded.count()) === 0) return true;
      await folded.first().locator('.monaco-tl-twistie').click();
      return undefined;
    });
    return tests;
  }

  /** The row of a test; its accessible name begins with its label. */
  item(label: string): Locator {
    return this.rows.filter({ hasText: label }).last();
  }

  /** Runs one test by the button of its row. */
  async run(label: string): Promise<void> {
    await this.item(label).hover();
    await this.item(label).getByRole('button', { name: 'Run Test' }).click();
  }

  async runAll(): Promise<void> {
    await this.workbench.runCommand('Test: Run All Tests');
  }

  /** Waits until a test has this result, as its accessible name tells it. */
  async waitFor(label: string, result: 'Passed' | 'Failed' | 'Errored'): Promise<void> {
    const name = new RegExp(`${label}.*\\(${result}`, 'i');
    await untilFound(`"${label}" to be ${result}`, async () => {
      const names = await this.rows.evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label')));
      return names.some((each) => name.test(each ?? '')) || undefined;
    });
  }

  private get rows(): Locator {
    return this.workbench.page.locator('.test-explorer .monaco-list-row');
  }
}
