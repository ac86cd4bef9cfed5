import assert from 'node:assert/strict';
import { skippedFiles } from '../../../extension/scaffold/update/skipped';

describe('the files that an update skips', () => {
  for (const [skip, yes, no] of [
    ['README.md', ['README.md'], ['docs/README.md', 'READMExmd', 'README.md.bak']],
    ['docs', ['docs', 'docs/a.md', 'docs/b/c.md'], ['docs2/a.md', 'src/docs']],
    ['docs/', ['docs/a.md'], ['docs2/a.md']],
    ['a[1].txt', ['a[1].txt'], ['a1.txt']],
    ['*.md', ['a.md'], ['docs/a.md', 'a.mdx']],
    ['docs/*', ['docs/a.md', 'docs/b/c.md'], ['docs']],
    ['**/*.lock', ['a.lock', 'b/c/a.lock'], ['a.locks']],
    ['src/**/data', ['src/data/x', 'src/a/b/data/x'], ['data/x']],
    ['a?[12]*', ['ab1', 'ab2c'], ['ab3', 'a1']],
    ['src/**', ['src/a', 'src/a/b'], ['src']],
  ] as const) {
    it(`as ${skip}`, () => {
      const isSkipped = skippedFiles([skip]);
      assert.deepEqual(yes.filter((file) => !isSkipped(file)), []); // prettier-ignore
      assert.deepEqual(no.filter((file) => isSkipped(file)), []); // prettier-ignore
    });
  }
});
