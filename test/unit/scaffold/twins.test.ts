import assert from 'node:assert/strict';
import { TreeRenderer } from '../../../extension/scaffold/render/renderTree';
import { openTemplate } from '../../../extension/scaffold/template/template';
import { readTree } from '../../../extension/scaffold/render/templateTree';
import { Bench, SLUG } from './makeTemplate';

describe('two names that differ only in case', () => {
  const bench = new Bench();
  before(() => bench.open());
  after(() => bench.close());

  async function planned(platform: NodeJS.Platform, files: Record<string, string>): Promise<string[]> {
    const template = await openTemplate(await bench.template({ slug: 'x' }, files));
    const tree = await readTree(template, template.projectFolder);
    const plan = await new TreeRenderer(template, [], platform, () => undefined).plan(tree);
    return Array.from(plan.files.keys());
  }

  it('are refused where one would be lost, and only there', async () => {
    const files = { [`${SLUG}/readme.md`]: '', [`${SLUG}/{{ 'README.md' }}`]: '' };
    assert.deepEqual((await planned('linux', files)).sort(), ['README.md', 'readme.md']);
    for (const platform of ['darwin', 'win32'] as const) {
      await assert.rejects(planned(platform, files), {
        code: 'template-unsafe',
        message: /"readme\.md" and "README\.md"|"README\.md" and "readme\.md"/,
      });
    }
  });

  it('are refused among folders too', async () => {
    const files = { [`${SLUG}/src/a`]: '', [`${SLUG}/{{ 'SRC' }}/b`]: '' };
    await assert.rejects(planned('win32', files), { code: 'template-unsafe' });
  });
});
