import assert from 'node:assert/strict';
import { treeLines } from '../../../extension/scaffold/previewTree';
import { readRecent, shortName, withRecent } from '../../../extension/scaffold/recentTemplates';

describe('recently used templates', () => {
  it('hold the last one first and once, and another version of it apart', () => {
    const one = { template: 'gh:a/one' };
    const tagged = { template: 'gh:a/one', checkout: 'v2' };
    const list = withRecent(withRecent(withRecent([], one), tagged), { template: 'gh:a/one' });
    assert.deepEqual(list, [one, tagged]);
  });

  it('are ten at most', () => {
    let list = withRecent([], { template: 'first' });
    for (let each = 0; each < 10; each++) list = withRecent(list, { template: `t${each}` });
    assert.equal(list.length, 10);
    assert.ok(!list.some(({ template }) => template === 'first'));
  });

  it('keep no password and no token', () => {
    const list = withRecent([], { template: 'https://me:secret@host/a.git' });
    assert.deepEqual(list, [{ template: 'https://host/a.git' }]);
  });

  it('pass over what an older or broken list holds', () => {
    assert.deepEqual(readRecent('nonsense'), []);
    assert.deepEqual(readRecent([1, {}, { template: 'a', checkout: 3 }]), [{ template: 'a' }]);
  });

  for (const [template, name] of [
    ['https://host/group/churn.git', 'churn'],
    ['git@host:churn.git', 'churn'],
    ['gh:owner/churn', 'churn'],
    ['/home/me/templates/churn/', 'churn'],
    ['C:\\templates\\churn.zip', 'churn'],
  ] as const) {
    it(`are called by the last part of ${template}`, () => assert.equal(shortName(template), name));
  }
});

describe('the preview of a project', () => {
  it('is a tree with folders before files', () => {
    const lines = treeLines(['README.md', 'src/b.py', 'src/a/__init__.py', 'Makefile']);
    assert.deepEqual(
      lines.map(({ name, depth }) => '  '.repeat(depth) + name),
      ['src', '  a', '    __init__.py', '  b.py', 'Makefile', 'README.md'],
    );
    assert.deepEqual(
      lines.filter(({ kind }) => kind === 'folder').map(({ path }) => path),
      ['src', 'src/a'],
    );
  });
});
