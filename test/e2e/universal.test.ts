import { Editor } from './editor';
import type { Workbench } from './harness/workbench';
import { Tester } from './tester';

describe('the universal VSIX, without a native runtime', function () {
  this.timeout(180_000);
  let editor: Editor;
  let window: Workbench;

  before(async () => {
    ({ editor, window } = await Editor.withProject({ version: 'newest', target: 'universal' }));
  });
  after(() => editor.stop());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.screenshot(`failed-${this.currentTest.title}`);
  });

  it('shows a prediction, scored by WASM, and logs why', async () => {
    const tester = await Tester.open(window);
    await tester.send();
    await tester.prediction();
    await window.panel.waitForOutput('Bellhop', 'wasm');
    await window.screenshot('50-universal');
  });
});
