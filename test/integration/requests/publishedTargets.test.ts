import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Artefact } from '../../../contract/artefact';
import { Cancelled } from '../../../contract/failure';
import { PackageIndex } from '../../../extension/packageIndex/packageIndex';
import type { Project } from '../../../extension/projects/project';
import { compareRows } from '../../../extension/requests/batch/compareRows';
import { fetchAgain, fetchVersion } from '../../../extension/requests/targets/fetchVersion';
import { PublishedTargets } from '../../../extension/requests/targets/publishedTargets';
import type { PublishedVersion } from '../../../extension/requests/targets/publishedVersion';
import { startScorer } from '../../../extension/scorer/scorerProcess';
import { buildAll } from '../../../scripts/build';
import { markedProcesses } from '../../../scripts/vscode/markedProcesses';
import { failureOf } from '../../failureOf';
import { zipFile } from '../../unit/scaffold/zipFile';
import { IndexServer, modelWheel, type ServedWheel } from '../packageIndex/indexServer';

const root = path.resolve(import.meta.dirname, '../../..');
const fixture = path.join(root, 'test/fixtures/artefacts/frequency');
const graph = readFileSync(path.join(fixture, 'model.onnx'));
const noLogin = (): Promise<undefined> => Promise.resolve(undefined);
const claims: Project = {
  kind: 'model',
  name: 'Claims',
  folder: '/claims',
  packageName: 'Claim_Frequency',
};

describe('published versions as targets', function () {
  this.timeout(60_000);
  let folder: string;
  let wheels: ServedWheel[];
  let server: IndexServer;
  let index: PackageIndex;
  let targets: PublishedTargets;
  let crashed: string[];

  before(buildAll);
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-published-'));
    wheels = [modelWheel('0.1.0', { graph }), modelWheel('0.2.0', { graph })];
    server = new IndexServer(wheels);
    index = new PackageIndex(await server.start(), noLogin);
    crashed = [];
    targets = make();
  });
  afterEach(async () => {
    await targets.stopAll();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** What a window has of them. */
  function make(): PublishedTargets {
    return new PublishedTargets({
      folder,
      title: ({ package: name, version }) => `${name} ${version} from the package index`,
      fetch: (version, signal) => fetchAgain(version, folder, noLogin, signal),
      start: (project, port, events, signal) =>
        startScorer({
          ...events,
          script: path.join(root, 'dist/scorer.js'),
          project: project.folder,
          artefact: project.artefact,
          port,
          signal,
        }),
      onLog: () => undefined,
      onCrash: ({ version }) => crashed.push(version),
    });
  }

  const fetched = async (version: string): Promise<PublishedVersion> => {
    const { signal } = new AbortController();
    const found = await index.version({ name: 'claim-frequency', version });
    return fetchVersion(index, found, folder, { signal });
  };
  const add = async (version: string): Promise<string> => targets.add(await fetched(version));
  const reach = (id: string): ReturnType<PublishedTargets['reach']> =>
    targets.reach(id, claims, new AbortController().signal);
  /** The scorers that run for the artefacts in the folder. */
  const running = async (): Promise<number> =>
    (await readdir(folder)).flatMap((name) => markedProcesses(`BELLHOP_PROJECT=${path.join(folder, name)}`))
      .length;
  /** What is kept: artefacts by the digests of their wheels, and a file for each target. */
  const kept = async (): Promise<string[]> => (await readdir(folder)).sort();

  it('are served as they were published, each by a scorer of its own that ends with the window', async () => {
    const [first, second] = [await add('0.1.0'), await add('0.2.0')];
    const titles = targets.list(claims).map(({ title, state }) => `${title}: ${state}`);
    assert.deepEqual(titles.sort(), [
      'claim-frequency 0.1.0 from the package index: stopped',
      'claim-frequency 0.2.0 from the package index: stopped',
    ]);
    assert.deepEqual(targets.list({ ...claims, packageName: 'another' }), []);
    const { golden } = JSON.parse(await readFile(path.join(fixture, 'model.json'), 'utf8')) as Artefact;
    const { rows, same } = await compareRows(
      golden.rows.map(({ row }, at) => ({ number: at + 1, row })),
      [() => reach(first), () => reach(second)],
      { golden, times: 1 },
      { signal: new AbortController().signal, onProgress: () => undefined },
    );
    assert.deepEqual([rows, same], [golden.rows.length, golden.rows.length]);
    const served = targets
      .list(claims)
      .map(({ state, model }) => `${model?.name} ${model?.version}: ${state}`);
    assert.deepEqual(served.sort(), ['claim-frequency 0.1.0: ready', 'claim-frequency 0.2.0: ready']);
    assert.equal(await running(), 2);
    await targets.stopAll();
    assert.equal(await running(), 0);
    assert.deepEqual(crashed, []);
  });

  it('are known to another window, and fetched again where the artefact is gone', async () => {
    const id = await add('0.1.0');
    const { sha256 } = targets.get(id) ?? assert.fail();
    await rm(path.join(folder, sha256), { recursive: true });
    targets = make();
    await targets.refresh();
    const { url } = await reach(id);
    assert.equal((await fetch(`${url}/health/ready`)).status, 200);
    assert.deepEqual((await readdir(path.join(folder, sha256))).sort(), ['model.json', 'model.onnx']);
    assert.equal(await readFile(path.join(folder, sha256, 'model.onnx'), 'hex'), graph.toString('hex'));
  });

  it('refuse another wheel under the same version', async () => {
    const id = await add('0.1.0');
    const { sha256 } = targets.get(id) ?? assert.fail();
    await rm(path.join(folder, sha256), { recursive: true });
    wheels[0] = modelWheel('0.1.0', { graph, change: (artefact) => (artefact.description = 'Another one') });
    assert.match(
      (await failureOf(reach(id), 'wheel-mismatch')).message,
      /another wheel than the one that was/,
    );
    const [target] = targets.list(claims);
    assert.equal(target?.state, 'failed');
    assert.deepEqual(await kept(), [`${id.replace('published.', '')}.json`]);
  });

  it('are one target however often they are added, and leave nothing when they are removed', async () => {
    const id = await add('0.1.0');
    assert.equal(await add('0.1.0'), id);
    await reach(id);
    assert.equal(await running(), 1);
    await targets.remove(id);
    assert.equal(await running(), 0);
    assert.deepEqual([targets.list(claims), await kept()], [[], []]);
    await failureOf(reach(id), 'target-gone');
  });

  it('say when a scorer ended by itself, and start it anew', async () => {
    const id = await add('0.1.0');
    await reach(id);
    const { sha256 } = targets.get(id) ?? assert.fail();
    const [scorer] = markedProcesses(`BELLHOP_PROJECT=${path.join(folder, sha256)}`);
    const failed = new Promise<void>((resolve) => {
      targets.onDidChange(() => {
        if (targets.list(claims)[0]?.state === 'failed') resolve();
      });
    });
    process.kill(scorer?.pid ?? assert.fail(), 'SIGKILL');
    await failed;
    assert.deepEqual(crashed, ['0.1.0']);
    assert.equal((await fetch(`${(await reach(id)).url}/health/ready`)).status, 200);
  });

  const refused: { what: string; wheel: () => ServedWheel; code: string; says: RegExp }[] = [
    {
      what: 'whose model only its own Python scores',
      wheel: () =>
        modelWheel('0.3.0', {
          change: (artefact) =>
            Object.assign(artefact, { runtime: 'python', python: { module: 'claims.worker', trusted: [] } }),
        }),
      code: 'needs-project-python',
      says: /^claim-frequency 0\.3\.0 is no ONNX model/,
    },
    {
      what: 'without an artefact',
      wheel: () => {
        const [name, bytes] = ['claim_frequency-0.3.0-py3-none-any.whl', zipFile([{ name: 'a.py' }])];
        return { name, bytes };
      },
      code: 'not-a-model-package',
      says: /holds no claim_frequency\/artefacts\/model\.json/,
    },
    {
      what: 'without the file that model.json names',
      wheel: () =>
        modelWheel('0.3.0', { graph, change: ({ files }) => (files['more.bin'] = 'a'.repeat(64)) }),
      code: 'wheel-broken',
      says: /it holds no more\.bin/,
    },
    {
      what: 'whose graph is another one than its model.json names',
      wheel: () => modelWheel('0.3.0', { graph: Buffer.from('something else') }),
      code: 'wheel-broken',
      says: /its model\.onnx is not the one that model\.json names/,
    },
    {
      what: 'from a newer schema',
      wheel: () => modelWheel('0.3.0', { change: (artefact) => (artefact.schema = 99) }),
      code: 'schema-newer',
      says: /schema 99/,
    },
    {
      what: 'that is another file than the index describes',
      wheel: () => modelWheel('0.3.0', { graph, sha256: 'b'.repeat(64) }),
      code: 'wheel-mismatch',
      says: /is not the file that the index describes/,
    },
    {
      what: 'that is no zip file',
      wheel: () => ({ name: 'claim_frequency-0.3.0-py3-none-any.whl', bytes: Buffer.from('<html>') }),
      code: 'wheel-broken',
      says: /The wheel of claim-frequency 0\.3\.0 cannot be read/,
    },
  ];
  for (const { what, wheel, code, says } of refused) {
    it(`a version ${what} is refused, and nothing is left of it`, async () => {
      wheels.push(wheel());
      assert.match((await failureOf(fetched('0.3.0'), code)).message, says);
      assert.deepEqual(await kept(), []);
    });
  }

  it('a download that is cancelled leaves nothing', async () => {
    const version = await index.version({ name: 'claim-frequency', version: '0.1.0' });
    await assert.rejects(fetchVersion(index, version, folder, { signal: AbortSignal.abort() }), Cancelled);
    assert.deepEqual(await kept(), []);
  });
});
