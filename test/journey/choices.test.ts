import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openTemplate } from '../../extension/scaffold/template/template';
import { choicesOf, combinationsOf, pairwise } from '../../scripts/templates/answerSets';
import { readAll } from '../../scripts/templates/differences';
import { installedWheel } from '../integration/api/apiProject';
import {
  makeFramework,
  makeModelProject,
  runPython,
  TEMPLATE,
  type ModelProject,
} from '../integration/template/modelProject';
import { modelPython } from '../integration/template/pythonEnvironment';
import { isAll } from './isAll';

const FRAMEWORKS = ['bundled', 'company-framework==0.1.0'];
/** What of pyproject.toml linter and type checker go by. */
const THEIR_PART = /^requires-python = .*$|^\[tool\.ruff\][^]*/gm;

describe('The choices of the model template', function () {
  this.timeout('10m');
  let folder: string;
  let python: string;
  /** The framework, as pip would have installed it. */
  let framework: string;
  const choices = openTemplate(TEMPLATE).then((template) => [
    ...choicesOf(template),
    ['framework', FRAMEWORKS] as [string, string[]],
  ]);

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-choices-'));
    python = await modelPython();
    framework = await installedWheel(python, { folder: await makeFramework(folder) }, folder);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** Renders a project, and gives what runs a module of Python on it. */
  async function make(answers: Record<string, string>) {
    const project = await makeModelProject(await mkdtemp(path.join(folder, 'project-')), answers);
    const packages = answers['framework'] === 'bundled' ? [] : [framework];
    const passes = async (...args: string[]): Promise<void> => {
      const { status, output } = await runPython(python, project, ['-m', ...args], packages);
      assert.equal(status, 0, `${JSON.stringify(answers)}: ${args.join(' ')}\n${output}`);
    };
    return { project, passes };
  }

  it('all render and lint, whichever are combined: style, format and types', async function () {
    this.timeout('30m');
    const seen = new Set<string>();
    for (const answers of combinationsOf(await choices)) {
      const { project, passes } = await make(answers);
      const digest = createHash('sha256')
        .update(await linted(project))
        .digest('hex');
      if (!seen.has(digest)) {
        await passes('ruff', 'check');
        await passes('ruff', 'format', '--check');
        await passes('mypy', '--cache-dir', path.join(folder, 'mypy'));
      }
      seen.add(digest);
      await rm(path.dirname(project.folder), { recursive: true });
    }
    console.log(`      ${seen.size} different ones`);
  });

  it(`train and pass their tests, ${isAll ? 'every combination' : 'each two at least once together'}`, async function () {
    this.timeout(0);
    // Without sample data there is nothing to train on.
    const open = (await choices).map(([name, answers]): [string, string[]] => [
      name,
      name === 'data' ? ['sample'] : answers,
    ]);
    const sets = isAll ? combinationsOf(open) : pairwise(open);
    const left = [...sets];
    let done = 0;
    const work = async (): Promise<void> => {
      for (let answers = left.shift(); answers; answers = left.shift()) {
        const { project, passes } = await make(answers);
        await passes(project.packageName, 'train');
        await passes('pytest', '-q');
        await rm(path.dirname(project.folder), { recursive: true });
        done += 1;
        if (done % 12 === 0 || done === sets.length) {
          console.log(`      ${done} of ${sets.length} combinations`);
        }
      }
    };
    await Promise.all([work(), work()]);
  });
});

/** What linter and type checker read of a project. */
async function linted({ folder }: ModelProject): Promise<string> {
  const files = [...(await readAll(folder))].map(([name, { bytes }]) => ({ name, text: String(bytes) }));
  const code = files.filter(({ name }) => /\.(py|ipynb)$/.test(name)).map(({ name, text }) => name + text);
  const settings = files.find(({ name }) => name === 'pyproject.toml')?.text.match(THEIR_PART) ?? [];
  return [...code, ...settings].join('\n');
}
