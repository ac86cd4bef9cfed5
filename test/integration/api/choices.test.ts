import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { runProgram } from '../../../extension/processes/runProgram';
import { openTemplate } from '../../../extension/scaffold/template/template';
import { allCombinations } from '../../../scripts/templates/answerSets';
import { readAll } from '../../../scripts/templates/differences';
import { ROOT } from '../template/modelProject';
import { makeApiProject, type ApiProject } from './apiProject';

const PIPELINE = '.gitlab-ci.yml';
/** What of a project linters do not read. */
const NO_PYTHON = /^(README\.md|bellhop\.json|\.gitlab-ci\.yml|Dockerfile)$/;

/** A job as far as these tests look at it. */
interface Job {
  stage?: string;
  extends?: string;
  image?: string | { name: string };
  needs?: (string | { job: string })[];
  script?: string[];
  before_script?: string[];
  rules?: { if?: string; when?: string }[];
  environment?: { name: string; url: string };
  resource_group?: string;
  interruptible?: boolean;
}

type Answers = Record<string, string>;

describe('Every combination of the API template’s choices', function () {
  this.timeout('10m');
  let outputDir: string;
  const projects: { answers: Answers; project: ApiProject; pipeline: string | undefined }[] = [];

  before(async () => {
    outputDir = await mkdtemp(path.join(tmpdir(), 'bellhop-api-choices-'));
    const { sets, combinations } = allCombinations(await openTemplate(path.join(ROOT, 'templates/api')));
    for (const [index, answers] of sets.slice(0, combinations).entries()) {
      const folder = path.join(outputDir, String(index));
      await mkdir(folder);
      const project = await makeApiProject(folder, answers);
      const pipeline = await readFile(path.join(project.folder, PIPELINE), 'utf8').catch(() => undefined);
      projects.push({ answers, project, pipeline });
    }
  });
  after(() => rm(outputDir, { recursive: true, force: true }));

  it('lints: style, format and types', async () => {
    const seen = new Set<string>();
    for (const { answers, project } of projects) {
      const digest = createHash('sha256')
        .update(await textOf(project, NO_PYTHON))
        .digest('hex');
      if (seen.has(digest)) continue;
      seen.add(digest);
      const cache = path.join(outputDir, 'mypy');
      for (const args of [
        ['ruff', 'check'],
        ['ruff', 'format', '--check'],
        ['mypy', '--cache-dir', cache],
      ]) {
        let output = '';
        const program = { command: project.python, args: ['-m', ...args], cwd: project.folder };
        const status = await runProgram(program, { onOutput: (text) => (output += text) });
        assert.equal(status, 0, `${JSON.stringify(answers)}: ${args.join(' ')}:\n${output}`);
      }
    }
    // Runtime and version of Python are all that Python's files depend on.
    assert.equal(seen.size, 6);
  });

  it('has a pipeline exactly where it was asked for, whose jobs fit together', () => {
    for (const { answers, pipeline } of projects) {
      assert.equal(pipeline !== undefined, answers['gitlab'] === 'gitlab', JSON.stringify(answers));
      if (pipeline !== undefined) assertFits(pipeline);
    }
  });

  it('asks one index for the model package, and keeps every secret out of its files', async () => {
    for (const { project } of projects) {
      const text = await textOf(project, /^README\.md$/);
      assert.ok(!text.includes('extra-index-url'));
      assert.ok(!/https?:\/\/[^/\s"]*:[^/\s"]*@/.test(text));
    }
  });

  it('upgrades itself only where that was chosen: the version named to it, whatever stood there', async () => {
    for (const { answers, project, pipeline } of projects) {
      if (pipeline === undefined) continue;
      assert.equal(pipeline.includes('MODEL_VERSION'), answers['upgrade'] === 'auto');
      if (answers['upgrade'] !== 'auto') continue;
      const { collect } = parse(pipeline) as { collect: { script: string[] } };
      const [script = ''] = collect.script;
      const file = path.join(project.folder, 'requirements-model.txt');
      const hash = `sha256:${'0'.repeat(64)}`;
      const lines = [
        '--index-url https://packages.example/simple',
        `claim-frequency==0.1.0 \\`,
        `    --hash=${hash}`,
        '',
      ];
      await writeFile(file, lines.join('\n'));
      for (const version of [undefined, '0.2.0']) {
        const env = { ...process.env, MODEL_VERSION: version };
        assert.equal(await runProgram({ command: 'sh', args: ['-c', script], cwd: project.folder, env }), 0);
        const expected = version === undefined ? lines : [lines[0], `claim-frequency==${version}`, ''];
        assert.equal(await readFile(file, 'utf8'), expected.join('\n'));
      }
    }
  });

  it('refuses a package with the name of the model’s, by that reason', async () => {
    const answers = { project_name: 'Claims API', model_package: 'Claims.API==1.0' };
    await assert.rejects(
      makeApiProject(outputDir, answers),
      /package_name_must_not_be_that_of_the_model_package/,
    );
  });
});

/** The names and contents of a project's files, but for some. */
async function textOf({ folder }: ApiProject, left: RegExp): Promise<string> {
  const files = [...(await readAll(folder))].filter(([name]) => !left.test(name));
  return files.map(([name, { bytes }]) => `${name}\n${bytes?.toString('utf8') ?? ''}`).join('\n');
}

function assertFits(pipeline: string): void {
  const {
    stages,
    workflow,
    variables,
    default: common,
    ...all
  } = parse(pipeline) as Record<string, Job> & {
    stages: string[];
    workflow: object;
    variables: object;
    default: object;
  };
  assert.deepEqual([typeof workflow, typeof variables, typeof common], ['object', 'object', 'object']);
  const jobs = Object.entries(all).filter(([name]) => !name.startsWith('.'));
  const merged = (job: Job): Job => ({
    ...(job.extends === undefined ? {} : (all[job.extends] ?? assert.fail())),
    ...job,
  });
  const place = (name: string): number => stages.indexOf(merged(all[name] ?? assert.fail(name)).stage ?? '');
  for (const [name, job] of jobs) {
    const { needs = [], script = [], before_script = [], image, interruptible } = merged(job);
    assert.ok(place(name) >= 0, `${name} has a stage`);
    assert.ok(script.length > 0, `${name} does something`);
    for (const needed of needs) {
      const other = typeof needed === 'string' ? needed : needed.job;
      assert.ok(place(other) <= place(name), `${name} comes after ${other}`);
    }
    const usesBellhop = [...before_script, ...script].some((line) => line.startsWith('bellhop '));
    assert.equal(image === '$BELLHOP_IMAGE', usesBellhop, name);
    assert.equal(usesBellhop, /^(deploy|verify)-/.test(name), name);
    if (!name.startsWith('deploy-')) continue;
    const environment = name.slice('deploy-'.length);
    const { environment: where, resource_group: group, rules = [] } = merged(job);
    assert.equal(interruptible, false);
    assert.deepEqual([where?.name, group], [environment, environment]);
    assert.equal(rules.at(-1)?.when, environment === 'production' ? 'manual' : undefined);
  }
  const names = jobs.map(([name]) => name);
  assert.deepEqual(
    ['deploy-test', 'verify-test', 'deploy-production', 'verify-production'].filter(
      (name) => !names.includes(name),
    ),
    [],
  );
}
