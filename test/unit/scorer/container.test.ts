import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Failure } from '../../../contract/failure';
import { artefactFiles, readFiles } from '../../../extension/scorer/container/artefactFiles';
import { createOptions } from '../../../extension/scorer/container/createOptions';
import { refusalIn } from '../../../extension/scorer/container/followLog';
import { readLabels, scorerLabels } from '../../../extension/scorer/container/labels';

const FOREST = path.resolve(import.meta.dirname, '../../fixtures/artefacts/forest');

describe('what a scorer in a container gets of the artefact', () => {
  let folder: string;
  const modelJson = () => path.join(folder, 'model.json');
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-files-'));
    await cp(FOREST, folder, { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const refusal = (code: string, named: RegExp) => (error: unknown) =>
    error instanceof Failure && error.code === code && named.test(error.message);

  it('is model.json, last, and the files it names: nothing else', async () => {
    await writeFile(path.join(folder, 'worst-rows.csv'), 'not for others');
    const files = await artefactFiles(folder);
    const read = [];
    for await (const { name, bytes } of readFiles(files)) read.push([name, bytes.length]);
    assert.deepEqual(
      read.map(([name]) => name),
      ['model.onnx', 'model.json'],
    );
    assert.deepEqual(read.at(-1), ['model.json', (await readFile(modelJson())).length]);
  });

  it('is the graph alone where there is no model.json', async () => {
    await rm(modelJson());
    assert.deepEqual((await artefactFiles(folder)).names, ['model.onnx']);
    await rm(path.join(folder, 'model.onnx'));
    await assert.rejects(artefactFiles(folder), refusal('artefact-missing', /model\.json does not exist/));
  });

  it('is never a file outside of its folder', async () => {
    const text = await readFile(modelJson(), 'utf8');
    await writeFile(modelJson(), text.replace('"model.onnx"', '"../secret"'));
    await assert.rejects(artefactFiles(folder), refusal('artefact-broken', /"\.\.\/secret"/));
  });

  it('is refused where only Python can run it', async () => {
    const artefact = JSON.parse(await readFile(modelJson(), 'utf8')) as Record<string, unknown>;
    const python = { module: 'motor.serve', trusted: [] };
    await writeFile(modelJson(), JSON.stringify({ ...artefact, runtime: 'python', python }));
    await assert.rejects(
      artefactFiles(folder),
      refusal('python-needed', /only the Python of its own project/),
    );
  });
});

describe("a scorer's container", () => {
  const options = (memory: number, cpus: number) =>
    createOptions({ image: 'i', name: 'n', labels: {}, port: 0, limits: { memory, cpus } }).HostConfig;

  it('has no limit where that is 0', () => {
    const limited = options(100, 0.5);
    assert.deepEqual([limited?.Memory, limited?.NanoCpus], [104_857_600, 500_000_000]);
    const free = options(0, 0) ?? {};
    assert.ok(!('Memory' in free) && !('MemorySwap' in free) && !('NanoCpus' in free));
  });

  it('tells by its labels whose it is', () => {
    const owner = { host: 'h', pid: 12, started: '34' };
    const labels = scorerLabels('/projects/motor', owner, new Date(0));
    assert.equal(labels['bellhop.started'], '1970-01-01T00:00:00.000Z');
    assert.deepEqual(readLabels(labels), { project: '/projects/motor', owner });
    assert.equal(readLabels({ 'bellhop.kind': 'scorer' }), undefined);
    assert.equal(readLabels(undefined), undefined);
  });

  it('tells by its log why an artefact was refused', () => {
    const line = JSON.stringify({
      level: 'warn',
      message: 'Artefact refused',
      code: 'digest-mismatch',
      reason: 'model.onnx is cut off.',
      next: 'Train again.',
    });
    const { code, message, next } = refusalIn(line) ?? {};
    assert.deepEqual([code, message, next], ['digest-mismatch', 'model.onnx is cut off.', 'Train again.']);
    assert.equal(refusalIn('{"message":"Request","code":"x"}'), undefined);
    assert.equal(refusalIn('no JSON, but "code"'), undefined);
  });
});
