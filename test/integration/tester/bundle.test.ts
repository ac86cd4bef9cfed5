import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { pageBundle } from '../../../scripts/build';

/** Issue 7: so that the page is there as soon as its container is. */
const MOST_BYTES = 150_000;

describe('the bundle of the tester’s page', () => {
  it('is at most 150 kB, compressed', async () => {
    const { outputFiles } = await build({ ...pageBundle('tester'), outfile: 'tester.js', write: false });
    const sizes = outputFiles.map(({ contents }) => gzipSync(contents).length);
    assert.equal(sizes.length, 2, 'script and style sheet');
    const total = sizes.reduce((sum, size) => sum + size, 0);
    assert.ok(total <= MOST_BYTES, `${total} bytes`);
    assert.ok(total > 5000, 'something is in it');
  });
});
