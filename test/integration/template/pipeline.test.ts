import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { installVscode } from '../../../scripts/vscode/installVscode';
import { commit, git } from '../scaffold/templateRepository';
import { makeFramework, makeModelProject } from './modelProject';

interface Job {
  name: string;
  stage: string;
  when: string;
}

/** gitlab-ci-local checks the file against GitLab's own JSON Schema of .gitlab-ci.yml before it lists the jobs. */
describe("The pipelines of the model and framework templates, by gitlab-ci-local and GitLab's schema", function () {
  this.timeout('5m');

  const program = createRequire(import.meta.url).resolve('gitlab-ci-local');
  let outputDir: string;
  let node: string;

  before(async () => {
    outputDir = await mkdtemp(path.join(tmpdir(), 'bellhop-pipeline-'));
    // gitlab-ci-local needs Node 22.
    ({ node } = await installVscode('newest', (line) => console.log(`      ${line}`)));
  });
  after(() => rm(outputDir, { recursive: true, force: true }));

  async function make(name: string, answers: Record<string, string>): Promise<string> {
    const { folder } = await makeModelProject(outputDir, { project_name: name, ...answers });
    await toMain(folder);
    return folder;
  }

  /** What gitlab-ci-local asks of a project: a commit on a branch, and where it is pushed to. */
  async function toMain(folder: string): Promise<void> {
    git(folder, 'init', '--quiet', '--initial-branch', 'main');
    git(folder, 'remote', 'add', 'origin', 'https://gitlab.example.com/models/motor.git');
    await commit(folder, {});
  }

  /** The jobs that would run, as `STAGE: JOB`. */
  function jobs(folder: string, variables: readonly string[] = []): string[] {
    const out = execFileSync(
      node,
      [program, '--list-json', ...variables.flatMap((variable) => ['--variable', variable])],
      {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const listed = JSON.parse(out.slice(out.indexOf('['))) as Job[];
    return listed.filter(({ when }) => when !== 'never').map(({ name, stage }) => `${stage}: ${name}`);
  }

  it('lints, tests, checks and builds; documents the main branch, and publishes a tag alone', async () => {
    const project = await make('Motor', {});
    const usual = ['lint: lint', 'test: test', 'test: check', 'build: build'];
    assert.deepEqual(jobs(project), [...usual, 'publish: pages']);
    git(project, 'switch', '--quiet', '--create', 'other');
    assert.deepEqual(jobs(project), usual);
    // The local runner knows of no tag by itself.
    assert.deepEqual(jobs(project, ['CI_COMMIT_TAG=v1.2.0']), [...usual, 'publish: publish']);
    assert.deepEqual(jobs(project, ['CI_COMMIT_TAG=v1.2.0rc1']), usual);
  });

  it('trains before it tests where the pipeline trains, and installs from the index that was given', async () => {
    const index_url = 'https://packages.example.com/simple';
    const project = await make('Severity', { train_in: 'pipeline', index_url, python_version: '3.13' });
    assert.deepEqual(jobs(project).slice(0, 3), ['lint: lint', 'train: train', 'test: test']);
    const text = await readFile(path.join(project, '.gitlab-ci.yml'), 'utf8');
    const { variables } = parse(text) as { variables: Record<string, string> };
    assert.equal(variables['PIP_INDEX_URL'], index_url);
    assert.equal(variables['PYTHON_IMAGE'], 'python:3.13-slim-bookworm');
  });

  it('is not there where there is no GitLab, nor what only it needs', async () => {
    const { folder } = await makeModelProject(outputDir, { project_name: 'Alone', gitlab: 'none' });
    const names = await readdir(folder);
    assert.deepEqual(
      names.filter((name) => /gitlab|release/.test(name)),
      [],
    );
    assert.doesNotMatch(await readFile(path.join(folder, 'pyproject.toml'), 'utf8'), /twine|pdoc/);
  });

  it('of a framework lints, tests and builds, and publishes a tag alone', async () => {
    const folder = await makeFramework(outputDir, { index_url: 'https://packages.example.com/simple' });
    await toMain(folder);
    const usual = ['lint: lint', 'test: test', 'build: build'];
    assert.deepEqual(jobs(folder), usual);
    assert.deepEqual(jobs(folder, ['CI_COMMIT_TAG=v1.2.0']), [...usual, 'publish: publish']);
    assert.deepEqual(jobs(folder, ['CI_COMMIT_TAG=v1.2.0rc1']), usual);
    const text = await readFile(path.join(folder, '.gitlab-ci.yml'), 'utf8');
    assert.match(text, /PIP_INDEX_URL: https:\/\/packages\.example\.com\/simple\n/);
    const none = await makeFramework(outputDir, { project_name: 'Other Framework', gitlab: 'none' });
    assert.ok(!(await readdir(none)).includes('.gitlab-ci.yml'));
    assert.doesNotMatch(await readFile(path.join(none, 'pyproject.toml'), 'utf8'), /twine/);
  });
});
