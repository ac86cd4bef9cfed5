import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Failure } from '../../../contract/failure';
import { PIN_FILE, readModelPin, withVersion } from '../../../extension/api/modelPin';

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
      withVersion(text, '2.0', [TWO]),
      `# Ours\r\n-i https://x.example/simple\r\nmotor==2.0 \\\r\n    --hash=sha256:${TWO}\r\n# End\r\n`,
    );
    assert.equal(withVersion('motor==1.0', '2.0', []), 'motor==2.0');
  });

  for (const [what, text] of [
    ['no package', '--index-url https://x.example/simple\n'],
    ['no version', 'motor\n'],
    ['a range', 'motor>=1.0\n'],
    ['two packages', 'motor==1.0\ncar==2.0\n'],
  ] as const) {
    it(`is refused where the file has ${what}`, async () => {
      await assert.rejects(
        read(text),
        (error: unknown) => error instanceof Failure && error.code === 'pin-broken',
      );
    });
  }
});
