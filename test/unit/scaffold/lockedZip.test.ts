import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../../contract/failure';
import type { AskPassword } from '../../../extension/scaffold/sources/zipEntry';
import { unzipTemplate } from '../../../extension/scaffold/sources/zipSource';
import { Bench } from './makeTemplate';

/** `locked.zip` is made by Info-ZIP; Python's zipfile opens it and `locked-by-checksum.zip` with the same password. */
const PASSWORD = 'sécret';
const bench = new Bench();

function fixture(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/zips/${name}.zip`, import.meta.url));
}

async function unzip(name: string, askPassword?: AskPassword): Promise<string> {
  const parent = path.join(await bench.output(), 'in');
  return unzipTemplate(fixture(name), parent, askPassword ? { askPassword } : {});
}

/** Asserts that it is refused with these words, and that the password is in none of what is said. */
async function refused(name: string, words: RegExp, askPassword?: AskPassword): Promise<void> {
  await assert.rejects(unzip(name, askPassword), (error: unknown) => {
    assert.ok(error instanceof Failure, String(error));
    assert.equal(error.code, 'zip-invalid');
    assert.match(error.message, words);
    assert.ok(!JSON.stringify([error.message, error.next, error.stack]).includes('wrong-secret'));
    return true;
  });
}

describe('a zip file that is locked', () => {
  before(() => bench.open());
  after(() => bench.close());

  it('is opened with its password, for which is asked once', async () => {
    for (const [name, text] of [
      ['locked', '{"slug":"zipped"}\n'],
      ['locked-by-checksum', '{"slug": "zipped"}\n'],
    ] as const) {
      const asked: number[] = [];
      const folder = await unzip(name, (attempt) => {
        asked.push(attempt);
        return Promise.resolve(PASSWORD);
      });
      assert.deepEqual(asked, [0]);
      assert.equal(await readFile(path.join(folder, 'cookiecutter.json'), 'utf8'), text);
      const inner = await readFile(path.join(folder, '{{cookiecutter.slug}}/a.txt'), 'utf8');
      assert.equal(
        inner,
        name === 'locked' ? `${'hello {{cookiecutter.slug}}\n'.repeat(500)}\n` : 'a '.repeat(50),
      );
    }
  });

  it('takes the third password that is tried', async () => {
    await unzip('locked', (attempt) => Promise.resolve(attempt === 2 ? PASSWORD : `wrong-secret-${attempt}`));
  });

  it('is refused without a password, and after three wrong ones', async () => {
    await refused('locked', /locked\.zip cannot be used: it is locked with a password/);
    let asked = 0;
    await refused('locked', /the password is wrong/, () => Promise.resolve(`wrong-secret-${asked++}`));
    assert.equal(asked, 3);
  });

  it('is opened by no other password, also not by one of the many that its check lets pass', async () => {
    for (let at = 0; at < 1000; at += 3) {
      const ask: AskPassword = (attempt) => Promise.resolve(`wrong-secret-${at + attempt}`);
      await refused('locked-by-checksum', /the password is wrong/, ask);
    }
  });

  it('is refused by name where it is locked in another way', async () => {
    await refused('locked-by-aes', /AES/, () => Promise.resolve('x'));
  });
});
