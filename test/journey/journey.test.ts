import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Artefact, Prediction } from '../../contract/artefact';
import type { PredictResponse } from '../../contract/scoring';
import { openArtefact, openProject, requireModel, type ModelProject } from '../../extension/projects/project';
import { venvPython } from '../../extension/environment/interpreter';
import { disagreement } from '../../local-server/model/golden';
import { buildAll } from '../../scripts/build';
import { ensurePythonImage } from '../../scripts/docker/pythonImage';
import { testEngine } from '../../scripts/docker/testEngine';
import { bellhop, serve, type Ended } from '../integration/cli/bellhop';
import { wheelOf } from '../integration/api/apiProject';
import { makeFramework } from '../integration/template/modelProject';
import { modelPython } from '../integration/template/pythonEnvironment';
import { scikitLearnScores } from '../integration/template/scores';
import { zipFile } from '../unit/scaffold/zipFile';
import { isAll } from './isAll';
import { PackageServer, run } from './packageServer';

interface Way {
  task: 'frequency' | 'severity' | 'classification';
  /** Of the API. */
  runtime: 'onnx' | 'scikit-learn';
  framework: 'bundled' | 'published';
}

const USUAL: Way[] = [
  { task: 'frequency', runtime: 'onnx', framework: 'bundled' },
  // Its model is made of the framework's own transformers, which the API needs, too.
  { task: 'classification', runtime: 'scikit-learn', framework: 'published' },
  { task: 'severity', runtime: 'onnx', framework: 'published' },
];
const ALL: Way[] = (['frequency', 'severity', 'classification'] as const).flatMap((task) =>
  (['onnx', 'scikit-learn'] as const).flatMap((runtime) =>
    (['bundled', 'published'] as const).map((framework) => ({ task, runtime, framework })),
  ),
);

const NAMES = { frequency: 'Claim Frequency', severity: 'Claim Severity', classification: 'Renewal' };
const FRAMEWORK = 'company-framework';

describe('From a new model project to its API', () => {
  before(() => buildAll());
  for (const way of isAll ? ALL : USUAL) describeWay(way);
});

/** The whole way, with nothing in the place of anything: each step goes on from the one before. */
function describeWay({ task, runtime, framework }: Way): void {
  const modelPackage = NAMES[task].toLowerCase().replaceAll(' ', '-');

  describe(`${task}, served by ${runtime}, with a framework that is ${framework}`, function () {
    this.timeout('20m');
    this.bail(true);
    let folder: string;
    let index: PackageServer;
    let other: PackageServer;
    let model: ModelProject;
    let artefact: Artefact;
    let api: string;
    const said: string[] = [];

    before(async () => {
      folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-journey-'));
      // A framework comes from the index of the company, which has all else from where pip has it.
      index = new PackageServer(path.join(folder, 'index'), framework === 'published');
      other = new PackageServer(path.join(folder, 'other'));
      await Promise.all([index.start(), other.start()]);
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
      await index.publish([await wheelOf(python(model.folder), model, dist)]);
      return openArtefact(model);
    }

    /** Every row of the sample data gets scikit-learn's own score. */
    async function assertScores(url: string): Promise<void> {
      const expected = await scikitLearnScores<Prediction>(python(model.folder), model);
      assert.ok(expected.length > 1500, String(expected.length));
      const answer = await fetch(`${url}/predict`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ rows: expected.map(({ row }) => row) }),
      });
      assert.equal(answer.status, 200, await answer.clone().text());
      const { predictions, model: name } = (await answer.json()) as PredictResponse;
      assert.deepEqual(name, { name: modelPackage, version: artefact.version });
      const wrong = expected.flatMap(({ row, prediction }, at) => {
        const found = disagreement(predictions[at] ?? null, prediction, artefact.golden);
        return found === undefined ? [] : [{ row, found }];
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

    if (framework === 'published') {
      it('publishes the framework, a package of its own', async () => {
        const project = { folder: await makeFramework(folder) };
        await index.publish([
          await wheelOf(await modelPython(), project, path.join(folder, 'framework-dist')),
        ]);
      });
    }

    it('makes a model project, trains it, tests it and publishes its wheel', async () => {
      const answers = [`project_name=${NAMES[task]}`, `task=${task}`];
      if (framework === 'published') {
        answers.push(`framework=${FRAMEWORK}==0.1.0`, `index_url=${index.url}`);
      }
      const made = await cli('new', 'model', '--output-dir', folder, ...answers);
      model = requireModel(await openProject(String(made.last?.['project'])));
      artefact = await publish();
      assert.deepEqual([artefact.task, artefact.version, artefact.runtime], [task, '0.1.0', 'onnx']);
      const module = framework === 'published' ? FRAMEWORK : `${modelPackage}.framework`;
      assert.equal(artefact.python?.module, `${module.replaceAll('-', '_')}.worker`);
    });

    it('makes an API project that takes it from the index', async () => {
      const wheel = path.join(folder, `${modelPackage.replaceAll('-', '_')}-9.9.9-py3-none-any.whl`);
      await writeWheel(wheel);
      await other.publish([wheel]);
      const answers = [`index_url=${index.url}`, `model_package=${modelPackage}`, `runtime=${runtime}`];
      const made = await cli('new', 'api', '--output-dir', folder, ...answers);
      api = String(made.last?.['project']);
      assert.match(await readFile(path.join(api, 'requirements-model.txt'), 'utf8'), pinOf('0.1.0'));
    });

    it('serves it in the environment of the project: scores are scikit-learn’s', () =>
      whileServed([], assertScores));

    it('saves the requests of the package, and they pass', async () => {
      const app = `src/${(await openProject(api)).packageName}/app.py`;
      await run(python(api), ['-m', 'flask', '--app', app, 'save-requests'], api);
      await whileServed([], async (url) => {
        const { last } = await cli('test', api, '--target', url);
        assert.ok(Number(last?.['passed']) > 1, JSON.stringify(last));
      });
    });

    if (task === 'frequency') {
      it('takes the next version over, which has a column more', async () => {
        await addColumn(model.folder);
        artefact = await publish();
        assert.deepEqual(artefact.input['x-order'].at(-1), 'Age');
        const used = (await cli('use', `${modelPackage}==0.2.0`, api)).last ?? {};
        assert.equal(used['from'], '0.1.0');
        assert.equal(used['to'], '0.2.0');
        assert.match(JSON.stringify(used['changes']), /Column \\"Age\\" is new and required/);
        assert.ok((used['renewed'] as string[]).includes('golden-rows.request.json'));
        const requests = used['requests'] as { outcome: string }[];
        assert.ok(requests.length > 1 && requests.every(({ outcome }) => outcome === 'passed'));
        assert.match(await readFile(path.join(api, 'requirements-model.txt'), 'utf8'), pinOf('0.2.0'));
        await whileServed([], assertScores);
      });
    }

    it('runs it in a container of an image that a real engine builds: scores are scikit-learn’s', async () => {
      const engine = await testEngine();
      await ensurePythonImage(engine, console.log);
      await whileServed(['--container'], assertScores, { ...env(), DOCKER_HOST: engine.host });
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
      const code = `from importlib.metadata import version; print(version("${modelPackage}"))`;
      assert.equal((await run(python(api), ['-c', code], api)).trim(), artefact.version);
      for (const text of said) assert.ok(!text.includes(index.secret));
      for (const file of await readdir(api, { recursive: true, withFileTypes: true })) {
        if (!file.isFile() || file.parentPath.includes('.venv')) continue;
        const bytes = await readFile(path.join(file.parentPath, file.name));
        assert.ok(!bytes.includes(index.secret), file.name);
      }
    });

    /** The lines that take one version from the index, by its hash alone, and the framework where the API needs it. */
    function pinOf(version: string): RegExp {
      const needsFramework =
        framework === 'published' && runtime === 'scikit-learn' && task === 'classification';
      const lines = [`${modelPackage}==${version}`, ...(needsFramework ? [`${FRAMEWORK}==0.1.0`] : [])].map(
        (pin) => String.raw`${pin} \\\n {4}--hash=sha256:[0-9a-f]{64}\n`,
      );
      return new RegExp(String.raw`^--index-url \S+\n${lines.join('')}$`);
    }
  });
}

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
  const [name = '', version = ''] = path.basename(file).split('-');
  const info = `${name}-${version}.dist-info`;
  await writeFile(
    file,
    zipFile([
      { name: `${name}/__init__.py`, content: 'raise SystemExit("not the model")\n' },
      { name: `${info}/METADATA`, content: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n` },
      { name: `${info}/WHEEL`, content: 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n' },
      { name: `${info}/RECORD`, content: '' },
    ]),
  );
}
