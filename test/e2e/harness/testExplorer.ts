import { type Locator } from 'playwright-core';

import { type Workbench } from './workbench';

/** The Test Explorer. */
export class TestExplorer {
  private constructor(private readonly workbench: Workbench) {}

  /** Opens the view with every test unfolded. */
  static async open(workbench: Workbench): Promise<TestExplorer> {
    await workbench.runCommand('Testing: Focus on Test Explorer View');
    const tests = new TestExplorer(workbench);
    await tests.rows.first().waitFor();
    await workbench.page.keyboard.press('Control+a');
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
    await this.workbench.page.getByRole('treeitem', { name }).first().waitFor();
  }

  private get rows(): Locator {
    return this.workbench.page.locator('.test-explorer .monaco-list-row');
  }
}
