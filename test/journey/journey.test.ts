import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Artefact, Row } from '../../contract/artefact';
import type { PredictResponse } from '../../contract/scoring';
import { openArtefact, openProject, requireModel, type ModelProject } from '../../extension/projects/project';
import { venvPython } from '../../extension/environment/interpreter';
import { buildAll } from '../../scripts/build';
import { ensurePythonImage } from '../../scripts/docker/pythonImage';
import { testEngine } from '../../scripts/docker/testEngine';
import { bellhop, serve, type Ended } from '../integration/cli/bellhop';
import { scikitLearnScores } from '../integration/template/scores';
import { zipFile } from '../unit/scaffold/zipFile';
import { PackageServer, run } from './packageServer';

interface Scored {
  row: Row;
  prediction: number;
}

/** The whole way, with nothing in the place of anything: each step goes on from the one before. */
describe('From a new model project to its API, and to the next version of the model', function () {
  this.timeout('20m');
  this.bail(true);
  let folder: string;
  let index: PackageServer;
  let other: PackageServer;
  let model: ModelProject;
  let api: string;
  const said: string[] = [];

  before(async () => {
    await buildAll();
    folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-journey-'));
    index = new PackageServer(path.join(folder, 'index'));
    other = new PackageServer(path.join(folder, 'other'));
  });
  after(async () => {
    await Promise.all([index.stop(), other.stop()]);
    await rm(folder, { recursive: true, force: true });
  });

  /** What tempts pip away from the index: another one, with a higher version of the same name. */
  const env = (): NodeJS.ProcessEnv => ({
    ...index.env,
    PIP_EXTRA_INDEX_URL: other.url,
    UV_EXTRA_INDEX_URL: other.url,
  });

  async function cli(...args: string[]): Promise<Ended> {
    const ended = await bellhop([...args, '--no-input', '--json'], env());
    said.push(ended.out, ended.err);
    assert.equal(ended.status, 0, `${args.join(' ')}:\n${ended.out}\n${ended.err}`);
    return ended;
  }

  const python = (project: string): string => venvPython(project, process.platform);

  /** Trains, tests, builds and publishes the model project as it is, as its pipeline does. */
  async function publish(): Promise<Artefact> {
    await cli('train', model.folder);
    await run(python(model.folder), ['-m', 'pytest', '-q'], model.folder);
    const dist = path.join(model.folder, 'dist');
    await rm(dist, { recursive: true, force: true });
    await run(
      python(model.folder),
      ['-m', 'hatchling', 'build', '--target', 'wheel', '--directory', dist],
      model.folder,
    );
    await index.publish((await readdir(dist)).map((name) => path.join(dist, name)));
    return openArtefact(model);
  }

  /** Every row of the sample data gets scikit-learn's own score. */
  async function assertScores(url: string, artefact: Artefact): Promise<void> {
    const expected: Scored[] = await scikitLearnScores(python(model.folder), {
      ...model,
      artefactFolder: model.artefact,
    });
    assert.ok(expected.length > 2000, String(expected.length));
    const answer = await fetch(`${url}/predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ rows: expected.map(({ row }) => row) }),
    });
    assert.equal(answer.status, 200, await answer.clone().text());
    const { predictions, model: name } = (await answer.json()) as PredictResponse;
    assert.deepEqual(name, { name: artefact.name, version: artefact.version });
    const { tolerance, scale } = artefact.golden;
    const wrong = expected.filter(({ prediction }, at) => {
      const allowed = tolerance * Math.max(Math.abs(prediction), scale);
      return !(Math.abs(Number(predictions[at]) - prediction) <= allowed);
    });
    assert.deepEqual(wrong, []);
  }

  /** Serves the API by `bellhop serve`, and ends it. */
  async function whileServed(
    args: readonly string[],
    use: (url: string) => Promise<void>,
    environment = env(),
  ): Promise<void> {
    const serving = await serve(api, args, environment);
    try {
      await use(serving.url);
    } finally {
      serving.child.kill('SIGINT');
      assert.equal(await serving.status, 130);
    }
  }

  it('makes a model project, trains it, tests it and publishes its wheel', async () => {
    await Promise.all([index.start(), other.start()]);
    const made = await cli('new', 'model', '--output-dir', folder);
    model = requireModel(await openProject(String(made.last?.['project'])));
    const { version } = await publish();
    assert.equal(version, '0.1.0');
  });

  it('makes an API project that takes it from the index', async () => {
    const wheel = path.join(folder, 'claim_frequency-9.9.9-py3-none-any.whl');
    await writeWheel(wheel);
    await other.publish([wheel]);
    const made = await cli(
      'new',
      'api',
      '--output-dir',
      folder,
      `index_url=${index.url}`,
      'model_package=claim-frequency',
    );
    api = String(made.last?.['project']);
    assert.match(
      await readFile(path.join(api, 'requirements-model.txt'), 'utf8'),
      /^--index-url \S+\nclaim-frequency==0\.1\.0 \\\n {4}--hash=sha256:[0-9a-f]{64}\n$/,
    );
  });

  it('serves it in the environment of the project: scores are scikit-learn’s', async () => {
    const artefact = await openArtefact(model);
    await whileServed([], (url) => assertScores(url, artefact));
  });

  it('saves the requests of the package, and they pass', async () => {
    await run(
      python(api),
      ['-m', 'flask', '--app', `src/${(await openProject(api)).packageName}/app.py`, 'save-requests'],
      api,
    );
    await whileServed([], async (url) => {
      const { last } = await cli('test', api, '--target', url);
      assert.ok(Number(last?.['passed']) > 1, JSON.stringify(last));
    });
  });

  it('takes the next version over, which has a column more', async () => {
    await addColumn(model.folder);
    const artefact = await publish();
    assert.deepEqual(artefact.input['x-order'].at(-1), 'Age');
    const used = (await cli('use', 'claim-frequency==0.2.0', api)).last ?? {};
    assert.equal(used['from'], '0.1.0');
    assert.equal(used['to'], '0.2.0');
    assert.match(JSON.stringify(used['changes']), /Column \\"Age\\" is new and required/);
    assert.ok((used['renewed'] as string[]).includes('golden-rows.request.json'));
    const requests = used['requests'] as { outcome: string }[];
    assert.ok(requests.length > 1 && requests.every(({ outcome }) => outcome === 'passed'));
    const pin = await readFile(path.join(api, 'requirements-model.txt'), 'utf8');
    assert.match(pin, /claim-frequency==0\.2\.0 \\\n {4}--hash=sha256:[0-9a-f]{64}\n$/);
    await whileServed([], (url) => assertScores(url, artefact));
  });

  it('runs it in a container of an image that a real engine builds: scores are scikit-learn’s', async () => {
    const engine = await testEngine();
    await ensurePythonImage(engine, console.log);
    const artefact = await openArtefact(model);
    const host = { ...env(), DOCKER_HOST: engine.host };
    await whileServed(['--container'], (url) => assertScores(url, artefact), host);
    const containers = await engine.docker.listContainers({ all: true });
    assert.deepEqual(
      containers.filter(({ Labels }) => Labels['bellhop.project'] === api).map(({ Names }) => Names),
      [],
    );
    const images = await engine.docker.listImages({ filters: { label: ['bellhop.image=api'] } });
    for (const { Id } of images) {
      const history = JSON.stringify(await engine.docker.getImage(Id).history());
      assert.ok(!history.includes(index.secret));
      await engine.docker.getImage(Id).remove({ force: true });
    }
  });

  it('never took what the other index has, and no secret was said or kept', async () => {
    const code = 'from importlib.metadata import version; print(version("claim-frequency"))';
    assert.equal((await run(python(api), ['-c', code], api)).trim(), '0.2.0');
    for (const text of said) assert.ok(!text.includes(index.secret));
    for (const file of await readdir(api, { recursive: true, withFileTypes: true })) {
      if (!file.isFile() || file.parentPath.includes('.venv')) continue;
      const bytes = await readFile(path.join(file.parentPath, file.name));
      assert.ok(!bytes.includes(index.secret), file.name);
    }
  });
});

/** Gives the model one numeric column more, in the plain way that a model developer does, and the next version. */
async function addColumn(folder: string): Promise<void> {
  const source = path.join('src', 'claim_frequency');
  const changes: [string, string | RegExp, string][] = [
    ['pyproject.toml', 'version = "0.1.0"', 'version = "0.2.0"'],
    [
      path.join(source, 'columns.py'),
      ')\n\nNAMES',
      '    Column(name="Age", type="integer", title="Age of the car", minimum=0),\n)\n\nNAMES',
    ],
    [path.join(source, 'columns.py'), /"Make": "(\d)"\}/g, '"Make": "$1", "Age": 3}'],
    [
      path.join(source, 'dataset.py'),
      'pd.read_csv(DATA_FILE, dtype=texts)',
      'pd.read_csv(DATA_FILE, dtype=texts).assign(Age=lambda cells: cells.index % 12)',
    ],
    // The key stays that of the four factors.
    [
      path.join(source, 'dataset.py'),
      'found = cells[cells.astype(str)',
      'found = cells[cells.drop(columns="Age").astype(str)',
    ],
    [path.join('tests', 'test_model.py'), '"Make": "9"}', '"Make": "9", "Age": 3}'],
    [
      path.join(source, 'features.py'),
      '("bonus", one_hot(["Bonus"]), ["Bonus"])',
      '("bonus", one_hot(["Bonus"]), ["Bonus"]), ("age", "passthrough", ["Age"])',
    ],
  ];
  for (const [name, from, to] of changes) {
    const file = path.join(folder, name);
    const text = await readFile(file, 'utf8');
    const changed = text.replace(from, to);
    assert.notEqual(changed, text, `${name} has no ${String(from)}`);
    await writeFile(file, changed);
  }
}

/** A package of the same name that somebody else published, with a higher version. */
async function writeWheel(file: string): Promise<void> {
  const info = 'claim_frequency-9.9.9.dist-info';
  await writeFile(
    file,
    zipFile([
      { name: 'claim_frequency/__init__.py', content: 'raise SystemExit("not the model")\n' },
      { name: `${info}/METADATA`, content: 'Metadata-Version: 2.1\nName: claim-frequency\nVersion: 9.9.9\n' },
      { name: `${info}/WHEEL`, content: 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n' },
      { name: `${info}/RECORD`, content: '' },
    ]),
  );
}
