import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { BUNDLED, bundledName, SOURCE } from '../../../scripts/templates/frameworkCopies';

describe('The framework that the model template brings along', () => {
  it('is that of templates/framework, byte for byte', async () => {
    const files = (await readdir(SOURCE)).filter((file) => file.endsWith('.py'));
    assert.ok(files.length > 20);
    assert.deepEqual((await readdir(BUNDLED)).sort(), files.map(bundledName).sort());
    for (const file of files) {
      const source = await readFile(path.join(SOURCE, file), 'utf8');
      const copy = await readFile(path.join(BUNDLED, bundledName(file)), 'utf8');
      assert.equal(copy, source, `${file} differs; run "npx tsx scripts/bundleFramework.ts".`);
      // A template engine reads the copy, which nothing of it may concern.
      assert.doesNotMatch(source, /\{[{%#]/, file);
    }
  });
});
