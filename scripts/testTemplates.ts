/**
 * `npm run test:templates -- [FOLDER]`: renders every template below a folder with Python's cookiecutter and with
 * Bellhop, hooks off, with the defaults (set 1) and with a second set of answers, and compares bytes and modes. Without
 * a folder it takes the corpus, and the bundled templates with every combination of their choices and yes-or-no answers.
 * One with a ccds.json is rendered with the program ccds. What cookiecutter itself renders otherwise the next time
 * (times, random texts) is left out.
 */
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Failure, reason } from '../contract/failure';
import { createProject } from '../extension/scaffold/render/createProject';
import { createWithCookiecutter } from '../extension/scaffold/cookiecutter/createWithCookiecutter';
import { nestedTemplates } from '../extension/scaffold/template/nestedTemplates';
import { findCookiecutter } from '../extension/scaffold/cookiecutter/pythonCookiecutter';
import { openTemplate } from '../extension/scaffold/template/template';
import { pythonEnvironment } from '../test/integration/template/pythonEnvironment';
import { allCombinations, answerSets } from './templates/answerSets';
import { isCcds, runCookiecutter, type Run } from './templates/cookiecutterRun';
import { differences, readAll, type Tree } from './templates/differences';

const ROOT = path.resolve(import.meta.dirname, '..');
const BUNDLED = path.join(ROOT, 'templates');
const FIXTURES = path.join(ROOT, 'test/fixtures');
const CORPUS = path.join(FIXTURES, 'templates');

/** A run that both refuse is identical, and says why: a template may need another set of answers, or hooks. */
type Outcome = { kind: 'identical' | 'different' | 'failed'; why?: string };

/** All folders below that hold a cookiecutter.json, but not what lies in a project's own folder. */
async function templatesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const here = entries.some((entry) => entry.isFile() && entry.name === 'cookiecutter.json') ? [folder] : [];
  const inner = entries
    .filter((entry) => entry.isDirectory() && !/\{\{|^\.git$|^node_modules$/.test(entry.name))
    .map((entry) => templatesBelow(path.join(folder, entry.name)));
  return [...here, ...(await Promise.all(inner)).flat()].sort();
}

/** Bellhop, which leaves a template with extensions in Python to the interpreter's own cookiecutter. */
async function renderBellhop(
  python: string,
  { template, answers, output }: Run,
): Promise<string | undefined> {
  try {
    const given = new Map(Object.entries(answers));
    const typed = isCcds(template);
    const opened = await openTemplate(template, { extensions: 'ignore', ...(typed ? {} : { given }) });
    const options = {
      template: opened,
      answers: typed ? given : new Map<string, string>(),
      outputDir: output,
    };
    if (opened.context.unknownExtensions.length > 0) {
      await createWithCookiecutter({ ...options, cookiecutter: await findCookiecutter(python, []) });
    } else await createProject(options);
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return `${error.code}: ${error.message}`;
    return `defect: ${reason(error)}`;
  }
}

/** Renders into `output`, takes the tree, and leaves the folder empty for the next one: templates may print it. */
async function taken(
  run: Run,
  render: (run: Run) => Promise<string | undefined>,
): Promise<{ refused: string | undefined; tree: Tree }> {
  await mkdir(run.output);
  const refused = await render(run);
  const aside = await mkdtemp(path.join(run.work, 'made-'));
  await rename(run.output, path.join(aside, 'out'));
  return { refused, tree: await readAll(path.join(aside, 'out')) };
}

async function compare(python: string, run: Run): Promise<Outcome> {
  const cookiecutter = (one: Run) => runCookiecutter(python, one);
  const expected = await taken(run, cookiecutter);
  const made = await taken(run, (one) => renderBellhop(python, one));
  if (expected.refused !== undefined && made.refused !== undefined) {
    return { kind: 'identical', why: `both refuse: ${expected.refused} | ${made.refused}` };
  }
  if (made.refused !== undefined) return { kind: 'failed', why: made.refused };
  if (expected.refused !== undefined) return { kind: 'different', why: `cookiecutter: ${expected.refused}` };
  let found = differences(expected.tree, made.tree);
  if (found.size > 0) {
    const again = differences(expected.tree, (await taken(run, cookiecutter)).tree);
    found = new Map(Array.from(found).filter(([name]) => !again.has(name)));
  }
  const [first] = found;
  if (!first) return { kind: 'identical' };
  return { kind: 'different', why: `${first[0]}: ${first[1]} (${found.size} in all)` };
}

async function compareTemplate(
  python: string,
  folder: string,
  answers: Record<string, string>,
): Promise<Outcome> {
  const work = await mkdtemp(path.join(tmpdir(), 'bellhop-templates-'));
  try {
    return await compare(python, { template: folder, answers, output: path.join(work, 'out'), work });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The sets of answers; a template that cannot be opened is tried with its defaults, to see what cookiecutter says. */
async function setsOf(
  root: string,
  folder: string,
): Promise<{ sets: Record<string, string>[]; byPython: boolean }> {
  try {
    const template = await openTemplate(folder, { extensions: 'ignore' });
    const byPython = template.context.unknownExtensions.length > 0;
    if (root !== BUNDLED) return { sets: answerSets(template), byPython };
    const { sets, combinations } = allCombinations(template);
    console.log(
      `          ${path.relative(root, folder)}: ${sets.length / 2} of ${combinations} combinations, twice`,
    );
    return { sets, byPython };
  } catch (error) {
    if (error instanceof Failure) return { sets: [{}], byPython: false };
    throw error;
  }
}

async function main(): Promise<void> {
  const given = process.argv.slice(2).map((folder) => path.resolve(folder));
  const roots = given.length > 0 ? given : [BUNDLED, CORPUS, path.join(FIXTURES, 'ccds')];
  const python = await pythonEnvironment(path.join(CORPUS, 'requirements.lock'));
  const counts = { identical: 0, different: 0, failed: 0 };
  let refused = 0;
  let left = 0;
  for (const root of roots) {
    for (const folder of await templatesBelow(root)) {
      // The templates that it offers are found below it and are tried themselves.
      if (await nestedTemplates(folder).catch(() => undefined)) continue;
      const { sets, byPython } = await setsOf(root, folder);
      for (const [at, answers] of sets.entries()) {
        const { kind, why } = await compareTemplate(python, folder, answers);
        counts[kind]++;
        if (kind === 'identical' && why !== undefined) refused++;
        if (byPython) left++;
        const name = `${path.relative(root, folder) || path.basename(folder)} (set ${at + 1})`;
        console.log(`${kind.padEnd(9)} ${name}${why === undefined ? '' : `: ${why}`}`);
      }
    }
  }
  const { identical, different, failed } = counts;
  console.log(
    `${identical} identical (${refused} of them refused by both), ${different} different, ${failed} failed; ${left} left to cookiecutter itself for extensions in Python`,
  );
  if (different + failed > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(reason(error));
  process.exitCode = 1;
});
