import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Failure } from '../../../contract/failure';
import { PIN_FILE, readModelPin, withVersions } from '../../../extension/api/modelPin';

const [ONE, TWO] = ['1'.repeat(64), '2'.repeat(64)];

describe('the pin of an API project', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-pin-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const read = async (text: string): Promise<Awaited<ReturnType<typeof readModelPin>>> => {
    await writeFile(path.join(folder, PIN_FILE), text);
    return readModelPin(folder);
  };

  it('is read as pip reads it: options, comments, hashes on lines of their own', async () => {
    const text = `# The model\n--index-url=https://x.example/simple\nmotor==1.0 \\\n    --hash=sha256:${ONE} \\\n    --hash=sha256:${TWO}\n`;
    assert.deepEqual(await read(text), {
      name: 'motor',
      version: '1.0',
      index: 'https://x.example/simple',
      hashes: [ONE, TWO],
      text,
    });
    assert.deepEqual(await read('motor==1.0  # not locked\r\n'), {
      name: 'motor',
      version: '1.0',
      hashes: [],
      text: 'motor==1.0  # not locked\r\n',
    });
  });

  it('changes alone, and keeps everything else of the file and its line ends', () => {
    const text = `# Ours\r\n-i https://x.example/simple\r\nmotor==1.0 \\\r\n    --hash=sha256:${ONE}\r\n# End\r\n`;
    assert.equal(
      withVersions(text, { name: 'motor', version: '2.0', hashes: [TWO] }),
      `# Ours\r\n-i https://x.example/simple\r\nmotor==2.0 \\\r\n    --hash=sha256:${TWO}\r\n# End\r\n`,
    );
    assert.equal(withVersions('motor==1.0', { name: 'motor', version: '2.0', hashes: [] }), 'motor==2.0');
  });

  it('has the framework of the model after it, which comes, changes and goes with the version', async () => {
    const model = { name: 'motor', version: '2.0', hashes: [TWO] };
    const framework = { name: 'motor-framework', version: '1.1', hashes: [ONE] };
    const text = `motor==1.0 \\\n    --hash=sha256:${ONE}\n# End\n`;
    const made = withVersions(text, model, framework);
    const first = `motor==2.0 \\\n    --hash=sha256:${TWO}\n`;
    assert.equal(made, `${first}motor-framework==1.1 \\\n    --hash=sha256:${ONE}\n# End\n`);
    assert.deepEqual(await read(made), { ...model, framework, text: made });
    const newer = withVersions(made, model, { ...framework, version: '1.2', hashes: [] });
    assert.equal(newer, `${first}motor-framework==1.2\n# End\n`);
    assert.equal(withVersions(newer, model), `${first}# End\n`);
  });

  for (const [what, text] of [
    ['no package', '--index-url https://x.example/simple\n'],
    ['no version', 'motor\n'],
    ['a range', 'motor>=1.0\n'],
    ['three packages', 'motor==1.0\ncar==2.0\nbike==3.0\n'],
    ['a framework without a version', 'motor==1.0\ncar\n'],
  ] as const) {
    it(`is refused where the file has ${what}`, async () => {
      await assert.rejects(
        read(text),
        (error: unknown) => error instanceof Failure && error.code === 'pin-broken',
      );
    });
  }
});
