import assert from 'node:assert/strict';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../../contract/failure';
import { readAddress } from '../../../extension/scaffold/sources/sourceAddress';
import { readUserConfig } from '../../../extension/scaffold/sources/userConfig';
import { unzipTemplate } from '../../../extension/scaffold/sources/zipSource';
import { Bench } from './makeTemplate';
import { zipFile, type ZipEntry } from './zipFile';

const config = (parsed: unknown) => readUserConfig(parsed, 'rc', { HERE: '/here' }, '/home/me');

describe('what a template is named by', () => {
  const { abbreviations } = config({
    abbreviations: { work: 'git@example.com:team/{0}.git', own: 'https://x/y' },
  });

  for (const [named, kind, at, remote] of [
    ['gh:owner/name', 'git', 'https://github.com/owner/name.git', true],
    ['gl:owner/name', 'git', 'https://gitlab.com/owner/name.git', true],
    ['bb:owner/name', 'git', 'https://bitbucket.org/owner/name', true],
    ['work:models', 'git', 'git@example.com:team/models.git', true],
    ['own', 'git', 'https://x/y', true],
    ['git+https://example.com/a/', 'git', 'https://example.com/a', true],
    ['git@example.com:a/b', 'git', 'git@example.com:a/b', true],
    ['file:///tmp/a', 'git', 'file:///tmp/a', true],
    ['https://example.com/a/main.ZIP', 'zip', 'https://example.com/a/main.ZIP', true],
    ['some/a.zip', 'zip', 'some/a.zip', false],
    ['../some/folder', 'folder', '../some/folder', false],
    ['C:\\some\\folder', 'folder', 'C:\\some\\folder', false],
    ['model', 'folder', 'model', false],
  ] as const) {
    it(`${named} is a ${kind}`, () => {
      assert.deepEqual(readAddress(named, abbreviations), { kind, at, remote });
    });
  }

  for (const named of ['--upload-pack=x', '-oProxyCommand=x', 'ext::sh -c x', 'fd::1', 'evil:x']) {
    it(`${named} is refused before git sees it`, () => {
      const evil = new Map([...abbreviations, ['evil', '--config={0}'] as const]);
      assert.throws(() => readAddress(named, evil), { code: 'template-unsafe' });
    });
  }

  it('hg+https is not read, and says so', () => {
    assert.throws(() => readAddress('hg+https://example.com/a', abbreviations), /Mercurial/);
  });
});

describe("a person's cookiecutter configuration", () => {
  it('expands folders, and keeps the usual ones where it names none', () => {
    const { templatesFolder, replayFolder } = config({ cookiecutters_dir: '$HERE/a ${HERE} $NOT' });
    assert.equal(templatesFolder, path.resolve('/here/a /here $NOT'));
    assert.equal(replayFolder, path.resolve('/home/me/.cookiecutter_replay'));
  });

  it('is an error where it is not what it must be', () => {
    for (const wrong of [
      [],
      'text',
      { default_context: [] },
      { abbreviations: { a: 1 } },
      { replay_dir: 1 },
    ]) {
      assert.throws(() => config(wrong), { code: 'config-invalid' }, JSON.stringify(wrong));
    }
  });
});

describe('a zip file', () => {
  const bench = new Bench();
  before(() => bench.open());
  after(() => bench.close());

  async function unzip(entries: readonly ZipEntry[] | Buffer): Promise<string> {
    const folder = await bench.output();
    const file = path.join(folder, 'a.zip');
    await writeFile(file, Buffer.isBuffer(entries) ? entries : zipFile(entries));
    return unzipTemplate(file, path.join(folder, 'in', 'side'));
  }

  async function refused(entries: readonly ZipEntry[] | Buffer, code: string, words: RegExp): Promise<void> {
    await assert.rejects(unzip(entries), (error: unknown) => {
      assert.ok(error instanceof Failure, String(error));
      assert.equal(error.code, code, error.message);
      assert.match(error.message, words);
      return true;
    });
    const all = await readdir(bench.folder, { recursive: true });
    assert.ok(!all.some((name) => name.includes('evil')), all.join());
  }

  it('is unpacked into its one folder', async () => {
    const folder = await unzip([{ name: 'top/' }, { name: 'top/{{cookiecutter.x}}/a.txt', content: 'hæ' }]);
    assert.equal(path.basename(folder), 'top');
    assert.equal(await readFile(path.join(folder, '{{cookiecutter.x}}/a.txt'), 'utf8'), 'hæ');
  });

  it('may not leave its folder', async () => {
    for (const name of ['../evil', 'top/../../evil', '/evil', 'C:/evil', 'top\\..\\..\\evil', 'top/./evil']) {
      await refused([{ name: 'top/' }, { name }], 'template-unsafe', /a\.zip holds/);
    }
  });

  it('may hold no link', async () => {
    const link = { name: 'top/evil', content: '/etc/passwd', mode: 0o120777 };
    await refused([{ name: 'top/' }, link], 'template-unsafe', /top\/evil.*symbolic link/);
  });

  it('must be one, with one folder at its top', async () => {
    await refused(Buffer.from('no zip'), 'zip-invalid', /a\.zip cannot be used/);
    await refused([], 'zip-invalid', /empty/);
    await refused([{ name: 'cookiecutter.json', content: '{}' }], 'zip-invalid', /one folder/);
    await refused([{ name: 'a/' }, { name: 'b/' }], 'zip-invalid', /one folder/);
  });
});
