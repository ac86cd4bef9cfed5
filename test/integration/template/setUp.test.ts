import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { outputOf } from '../../../extension/environment/interpreter';
import { buildAll } from '../../../scripts/build';
import { bellhop } from '../cli/bellhop';
import { commit, git } from '../scaffold/templateRepository';
import { makeModelProject, type ModelProject } from './modelProject';
import { pythonEnvironment } from './pythonEnvironment';

describe('bellhop setup', function () {
  this.timeout('10m');

  let outputDir: string;
  let project: ModelProject;
  let python: string;
  let env: NodeJS.ProcessEnv;

  before(async () => {
    await buildAll();
    outputDir = await mkdtemp(path.join(tmpdir(), 'bellhop-setup-'));
    project = await makeModelProject(outputDir, { project_name: 'Motor' });
    python = await pythonEnvironment(path.join(project.folder, 'requirements.lock'));
    // An environment that is there already: what it takes to make one is the business of the journey.
    await symlink(path.resolve(python, '../..'), path.join(project.folder, '.venv'));
    env = { PYTHONPATH: path.join(project.folder, 'src') };
  });
  after(() => rm(outputDir, { recursive: true, force: true }));

  const setUp = (...args: string[]) => bellhop(['setup', project.folder, '--json', ...args], env);

  it('says that there is no repository yet, and does the rest', async () => {
    const { status, last, out } = await setUp();
    assert.equal(status, 0, out);
    assert.equal(last?.['python'], path.join(project.folder, '.venv/bin/python'));
    assert.deepEqual(last['hooks'], { installed: false, why: 'the project is in no git repository yet' });
    assert.deepEqual(last['missing'], []);
  });

  it('installs the git hooks, which strip the outputs of notebooks and check the code', async () => {
    git(project.folder, 'init', '--quiet', '--initial-branch', 'main');
    await writeFile(path.join(project.folder, '.git/info/exclude'), '.venv\n');
    await commit(project.folder, {});
    const { last, out } = await setUp();
    assert.deepEqual(last?.['hooks'], { installed: true }, out);

    const notebook = path.join(project.folder, 'notebooks/explore.ipynb');
    const stripped = await readFile(notebook, 'utf8');
    const output = '"outputs": [{"name": "stdout", "output_type": "stream", "text": ["a customer"]}]';
    await writeFile(notebook, stripped.replace('"outputs": []', output));
    const module = path.join(project.folder, 'src/motor/features.py');
    const code = await readFile(module, 'utf8');
    await writeFile(module, `import sys\n${code}`);
    assert.throws(
      () => git(project.folder, 'commit', '--all', '--message', 'by hand'),
      /notebooks without outputs/,
    );
    // The hook has put right what it can: both files are as they were.
    assert.equal(await readFile(notebook, 'utf8'), stripped);
    assert.equal(await readFile(module, 'utf8'), code);
    assert.equal(git(project.folder, 'status', '--porcelain'), '');
  });

  it('makes the environment with uv where that is on the PATH, and leaves none that is half made', async () => {
    const uv = path.dirname(await pythonEnvironment(path.join(import.meta.dirname, 'uv.lock')));
    const { folder } = await makeModelProject(outputDir, { project_name: 'Fresh' });
    // What builds the project itself is enough here.
    const lock = path.join(folder, 'requirements.lock');
    const locked = await readFile(lock, 'utf8');
    const building = /^(hatchling|packaging|pathspec|pluggy|trove-classifiers)==.*$/gm;
    const needed = (locked.match(building) ?? []).join('\n');
    // Under no other name: uv's own Python is no interpreter of the project.
    const tools = path.join(outputDir, 'tools');
    await mkdir(tools);
    await symlink(path.join(uv, 'uv'), path.join(tools, 'uv'));
    const setUpFresh = () =>
      bellhop(['setup', folder, '--json'], { PATH: [tools, process.env['PATH']].join(path.delimiter) });

    await writeFile(lock, `${needed}\n-r no-such-file.txt\n`);
    assert.equal(((await setUpFresh()).last?.['error'] as { code: string }).code, 'step-failed');
    await assert.rejects(readFile(path.join(folder, '.venv/pyvenv.cfg')), /ENOENT/);

    await writeFile(lock, `${needed}\n`);
    const { status, out } = await setUpFresh();
    assert.equal(status, 0, out);
    assert.match(out, /Make \.venv with uv/);
    assert.match(await readFile(path.join(folder, '.venv/pyvenv.cfg'), 'utf8'), /^uv = /m);
    const own = path.join(folder, '.venv/bin/python');
    const version = "from importlib.metadata import version; print(version('fresh'))";
    assert.equal((await outputOf(own, ['-c', version], folder))?.trim(), '0.1.0');
    assert.equal(await outputOf(own, ['-m', 'pip', '--version'], folder), undefined, 'uv needs no pip');
  });

  it('says which data is missing and where it comes from', async () => {
    const file = path.join(project.folder, 'bellhop.json');
    const document = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    const data = [
      { file: 'data/README.md', from: 'It is in the repository.' },
      { file: 'data/claims.parquet', from: 'Ask the warehouse team for the claims of last year.' },
    ];
    await writeFile(file, JSON.stringify({ ...document, data }));
    const { last, out } = await setUp();
    assert.deepEqual(last?.['missing'], data.slice(1), out);
    const words = await bellhop(['setup', project.folder], env);
    assert.match(words.out, /^Motor is set up\.\n/);
    assert.match(words.out, /Missing data: data\/claims\.parquet\. Ask the warehouse team/);
    await writeFile(file, JSON.stringify({ ...document, data: [{ file: '../x', from: '' }] }));
    assert.equal(((await setUp()).last?.['error'] as { code: string }).code, 'project-broken');
  });
});
