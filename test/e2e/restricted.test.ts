import assert from 'node:assert/strict';
import type { ModelProject } from '../integration/template/modelProject';
import { Editor } from './editor';
import type { Workbench } from './harness/workbench';
import { Tester } from './tester';

describe('Restricted Mode', function () {
  this.timeout(180_000);
  let editor: Editor;
  let window: Workbench;
  let project: ModelProject;

  before(async () => {
    ({ editor, project, window } = await Editor.withProject({ version: 'newest', trust: false }));
  });
  after(() => editor.stop());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.screenshot(`failed-${this.currentTest.title}`);
  });

  it('shows the project and the form of its model', async () => {
    const tester = await Tester.open(window);
    assert.ok(await tester.field('Bonus class').isVisible());
    await window.screenshot('40-restricted');
  });

  it('sends nothing and says why', async () => {
    const tester = await Tester.open(window);
    await tester.frame.getByText('Restricted Mode').waitFor();
    assert.ok(await tester.frame.getByRole('button', { name: 'Send' }).isDisabled());
    assert.deepEqual(editor.scorersOf(project.folder), []);
  });

  it('offers no command that runs programs', async () => {
    await window.quickInput.openPalette('>Bellhop: ');
    const listed = (await window.quickInput.rows()).map(({ label }) => label);
    await window.quickInput.escape();
    assert.ok(listed.includes('Bellhop: Test a Request'));
    assert.ok(!listed.some((label) => /Scorer|Train/.test(label)), listed.join(', '));
  });
});
