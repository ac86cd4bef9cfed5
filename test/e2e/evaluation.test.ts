import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { runPython, type ModelProject } from '../integration/template/modelProject';
import { pythonEnvironment } from '../integration/template/pythonEnvironment';
import { Editor } from './editor';
import { untilFound } from './harness/until';
import type { Workbench } from './harness/workbench';

describe('Show Evaluation', function () {
  this.timeout(600_000);
  let editor: Editor;
  let window: Workbench;
  let project: ModelProject;
  let page: Frame;
  const refused: string[] = [];

  before(async () => {
    ({ editor, project, window } = await Editor.withProject({ version: 'newest' }));
    window.page.on('console', (message) => {
      if (/Content Security Policy|Refused to/i.test(message.text())) refused.push(message.text());
    });
  });
  after(() => editor.stop());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.screenshot(`failed-${this.currentTest.title}`);
  });

  it('says what to do where there is none yet', async () => {
    await window.closeSecondarySideBar();
    await window.views.clickRowAction('Projects', 'Motor', 'Show Evaluation');
    page = await window.webviewFrame('.empty-state');
    await page.getByRole('heading', { name: 'No evaluation yet' }).waitFor();
    assert.ok(await page.getByRole('button', { name: 'Train Model' }).isEnabled());
    await window.screenshot('70-evaluation-empty');
  });

  it('follows the training that writes one', async () => {
    await train();
    await page.getByRole('heading', { name: 'Motor 0.1.0', exact: true }).waitFor();
    await page.getByText('There is no other version to compare with yet.').waitFor();
    await page.getByText('ONNX agrees with scikit-learn on 2,182 rows').waitFor();
    assert.match(await cells('Gini coefficient'), /^0\.2\d+$/);
  });

  it('shows every plot, with words for who does not see it and numbers to unfold', async () => {
    const report = JSON.parse(
      await readFile(path.join(project.folder, 'reports/0.1.0/evaluation.json'), 'utf8'),
    ) as { plots: { alt: string }[] };
    const images = page.locator('figure img');
    assert.equal(await images.count(), report.plots.length);
    for (const [index, image] of (await images.all()).entries()) {
      await image.scrollIntoViewIfNeeded();
      await untilFound(`plot ${index}`, async () =>
        image.evaluate((element: HTMLImageElement) => (element.naturalWidth > 0 ? true : undefined)),
      );
      assert.equal(await image.getAttribute('alt'), report.plots[index]?.alt);
    }
    const numbers = page.getByText('Numbers', { exact: true }).first();
    await numbers.focus();
    await window.page.keyboard.press('Enter');
    await page.getByRole('columnheader', { name: 'share of policyholder years' }).waitFor();
    await window.page.keyboard.press('Enter');
    assert.deepEqual(refused, []);
  });

  it('sets the measures beside those of the version before', async () => {
    await edit('pyproject.toml', 'version = "0.1.0"', 'version = "0.2.0"');
    await edit('src/motor/model.py', 'alpha=0,', 'alpha=0.01,');
    await train();
    await page.getByRole('heading', { name: 'Motor 0.2.0', exact: true }).waitFor();
    const compared = page.getByRole('combobox', { name: 'Compare with' });
    assert.equal(await compared.inputValue(), '0.1.0');
    assert.match(await cells('Share of deviance explained (D2)'), /worse$/);
    await page.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded();
    await window.screenshot('71-evaluation');
    await compared.focus();
    await window.page.keyboard.press('ArrowDown');
    await page.getByRole('columnheader', { name: 'Change' }).waitFor({ state: 'hidden' });
    await window.page.keyboard.press('ArrowUp');
    await page.getByRole('columnheader', { name: 'Change' }).waitFor();
  });

  it('is readable in every theme', async () => {
    for (const theme of ['light', 'high-contrast', 'high-contrast-light', 'dark'] as const) {
      await window.setTheme(theme);
      await page.getByRole('heading', { name: 'Plots' }).scrollIntoViewIfNeeded();
      await window.screenshot(`72-evaluation-${theme}`);
    }
  });

  it('opens the model card as a document', async () => {
    await page.getByRole('button', { name: 'Open Model Card' }).scrollIntoViewIfNeeded();
    await window.screenshot('73-evaluation-card');
    await page.getByRole('button', { name: 'Open Model Card' }).click();
    const preview = await window.webviewFrame('.markdown-body h1');
    assert.match((await preview.locator('h1').textContent()) ?? '', /motor 0\.2\.0/);
  });

  async function train(): Promise<void> {
    const python = await pythonEnvironment(path.join(project.folder, 'requirements.lock'));
    const { status, output } = await runPython(python, project, ['-m', project.packageName, 'train']);
    assert.equal(status, 0, output);
  }

  async function edit(file: string, from: string, to: string): Promise<void> {
    const text = await readFile(path.join(project.folder, file), 'utf8');
    assert.ok(text.includes(from), `${file} holds ${from}`);
    await writeFile(path.join(project.folder, file), text.replace(from, to));
  }

  /** What stands in the row of a measure. */
  async function cells(measure: string): Promise<string> {
    const row = page
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name: measure, exact: true }) });
    return (await row.locator('td').allTextContents()).join(' ').trim();
  }
});
