import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Cancelled, Failure } from '../../../contract/failure';
import { temporaryFolder } from '../../files/temporaryFolder';
import { runWithin } from '../../processes/runWithin';
import { answersAsText, type Answers } from '../template/answers';
import { DRIVER } from './cookiecutterDriver';
import { refuseAnswers, refuseMissing, type CreatedProject } from '../render/createProject';
import { readDict } from '../template/givenAnswers';
import { Dict, type Value } from '../jinja/values';
import { parseJson } from '../template/jsonReader';
import { jsonText } from '../template/jsonText';
import { NOTHING_THERE } from '../render/mergeProject';
import { notWritten, projectExists } from '../render/placeProject';
import { promptAnswers } from './promptAnswers';
import { pythonProgram, type Cookiecutter } from './pythonCookiecutter';
import { RECORD_FILE, recordText, type TemplateRecord } from '../update/record';
import type { HookRun } from '../hooks/runHooks';
import type { Template } from '../template/template';

export interface CookiecutterRun {
  cookiecutter: Cookiecutter;
  /** Opened with `extensions: 'ignore'`. Its hooks `pre_prompt`, where they are accepted, have run (prePrompt.ts). */
  template: Template;
  answers: Answers;
  /** Must exist. */
  outputDir: string;
  /** Where the template comes from; with it the project gets its `.cruft.json`. */
  record?: TemplateRecord;
  /** To be given only when a person accepted that the template's programs run. */
  hooks?: HookRun;
  signal?: AbortSignal;
  /** What cookiecutter writes, as it comes; with hooks it goes where theirs does. */
  onOutput?: (text: string) => void;
  /** In milliseconds, for everything. */
  timeLimit?: number;
}

/** What the driver says; see cookiecutterDriver.ts. */
interface Report {
  replay?: string;
  project?: string;
  done?: true;
  error?: string;
  message?: string;
  module?: string | null;
}

const TIME_LIMIT = 20 * 60_000;
/** How much of the output a failure repeats, in characters. */
const REPEATED = 500;

/**
 * Creates a project with the cookiecutter of a Python interpreter. The template's extensions run as that Python does,
 * so this is to be called only when a person trusts the template.
 *
 * As with `createProject` a failure or an abort leaves nothing, and an existing project is never touched; the result is
 * the same, but that `files` is what lies in the project at the end, without what is in `.git`.
 *
 * @throws Failure answer-invalid, folder-missing, project-exists, extension-missing, hook-failed, template-unsafe,
 * project-not-written, cookiecutter-failed for what else cookiecutter says; Cancelled.
 */
export async function createWithCookiecutter(run: CookiecutterRun): Promise<CreatedProject> {
  refuseAnswers(run.template, run.answers);
  await refuseMissing(run.outputDir);
  const { folder: work, close } = await temporaryFolder('cookiecutter');
  const reportFile = path.join(work, 'report');
  try {
    await runDriver(run, work, reportFile);
    return await created(run, await readReport(reportFile));
  } catch (error) {
    const report = await readReport(reportFile);
    const { project } = report;
    const isHook = error instanceof Failure && error.code === 'hook-failed';
    if (isHook && project !== undefined && (await run.hooks?.keepFailed?.(error, project)) === true) {
      return { ...(await created(run, report)), failed: error };
    }
    if (project !== undefined) await rm(project, { recursive: true, force: true });
    throw notWritten(project ?? run.outputDir, error);
  } finally {
    await close();
  }
}

async function runDriver(run: CookiecutterRun, work: string, reportFile: string): Promise<void> {
  const { cookiecutter, signal } = run;
  let output = '';
  const onOutput = (text: string) => {
    output = (output + text).slice(-REPEATED);
    (run.hooks?.onOutput ?? run.onOutput)?.(text);
  };
  const args = await writeJob(run, work, reportFile);
  const status = await runWithin(
    run.timeLimit ?? TIME_LIMIT,
    pythonProgram(cookiecutter.python, args, path.join(work, 'temporary')),
    { onOutput, ...(signal ? { signal } : {}) },
  );
  // A signal that came when all was written is heeded too.
  if (signal?.aborted === true) throw new Cancelled();
  const report = await readReport(reportFile);
  if (status === 0 && report.done === true) return;
  throw failure(run, report, status === undefined ? 'took too long' : `ended with status ${status}`, output);
}

/** Writes what the driver needs into files, since other users may see a program's arguments. */
async function writeJob(
  { template, answers, outputDir, hooks }: CookiecutterRun,
  work: string,
  report: string,
): Promise<string[]> {
  const { defaults, given, replay } = template.context.changes;
  const file = (name: string) => path.join(work, name);
  const write = (name: string, content: Dict) => writeFile(file(name), jsonText(content, 2));
  await mkdir(file('temporary'));
  await writeFile(file('bellhop_driver.py'), DRIVER);
  if (replay) await write('answers.json', new Dict([['cookiecutter', replay]]));
  const job = new Dict([
    ['template', path.resolve(template.folder)],
    ['output_dir', path.resolve(outputDir)],
    ['replay', replay ? file('answers.json') : null],
    // The person's own, of which Bellhop applied the abbreviations.
    [
      'config',
      new Dict([
        ['default_context', defaults ?? new Dict()],
        ['abbreviations', new Dict()],
        ['replay_dir', file('replays')],
        ['cookiecutters_dir', file('templates')],
      ]),
    ],
    ['accept_hooks', hooks !== undefined],
    // What is left is removed here, unless the person keeps it.
    ['keep_project_on_failure', true],
    ['given', givenContext(template, given)],
    ['answers', jsonText(promptAnswers(template, answers))],
    [
      'origin',
      new Dict([
        ['_template', template.origin.template],
        ['_checkout', template.origin.checkout],
      ]),
    ],
    ['report', report],
  ]);
  await write('job.json', job);
  return [file('bellhop_driver.py'), file('job.json')];
}

/** What a script gave, as cookiecutter takes it: texts, and objects where the template has one. */
function givenContext({ context }: Template, given: ReadonlyMap<string, string> = new Map()): Dict {
  return new Dict(
    Array.from(given, ([name, text]): [string, Value] => {
      const isDict = context.variables.some((one) => one.name === name && one.kind === 'dict');
      return [name, (isDict ? readDict(text) : undefined) ?? text];
    }),
  );
}

/** All that is reported so far; a last line that was cut short is passed over. */
async function readReport(file: string): Promise<Report> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const lines = text.split('\n').slice(0, -1);
  return Object.assign({}, ...lines.map((line) => JSON.parse(line) as Report)) as Report;
}

async function created(
  { template, answers, record, hooks }: CookiecutterRun,
  { project = '', replay = '{}' }: Report,
): Promise<CreatedProject> {
  const context = parseJson(replay, 'the replay file');
  const found = context instanceof Dict ? context.get('cookiecutter') : undefined;
  const values = found instanceof Dict ? found : new Dict();
  if (record) await writeRecord(path.join(project, RECORD_FILE), recordText(record, values));
  return {
    path: project,
    files: await filesBelow(project),
    ...NOTHING_THERE,
    answers: answersAsText(template, answers, values),
    declinedHooks: hooks ? [] : template.hooks.map(({ file }) => file),
    replay,
  };
}

/** A template that brings a record of its own keeps it. */
async function writeRecord(file: string, text: string): Promise<void> {
  await writeFile(file, text, { flag: 'wx' }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  });
}

async function filesBelow(folder: string, relative = ''): Promise<string[]> {
  const entries = await readdir(path.join(folder, relative), { withFileTypes: true });
  const files: string[] = [];
  for (const entry of entries) {
    const at = relative === '' ? entry.name : `${relative}/${entry.name}`;
    if (!entry.isDirectory()) files.push(at);
    else if (at !== '.git') files.push(...(await filesBelow(folder, at)));
  }
  return files.sort();
}

function failure(run: CookiecutterRun, report: Report, ending: string, output: string): Failure {
  const { python, version } = run.cookiecutter;
  const { error, message = '', module } = report;
  const said = output.trim() === '' ? '' : `\n${output.trim()}`;
  switch (error) {
    case 'OutputDirExistsException':
      return projectExists(message.match(/"(.*)"/)?.[1] ?? message);
    case 'UnsafeName':
      return new Failure(
        'template-unsafe',
        `The project would be written to ${message}, which is not one name in ${path.resolve(run.outputDir)}.`,
        'Give another name for the project.',
      );
    case 'UnknownExtension':
      return new Failure(
        'extension-missing',
        `${python} cannot load an extension of ${run.template.context.file}: ${message}.`,
        `Install what has ${module ?? 'it'} for that Python; the template's own documentation names it.`,
      );
    case 'FailedHookException':
      return new Failure(
        'hook-failed',
        `A program of the template ${run.template.folder} failed: ${message}.${said}`,
        'Correct what its output says, or create the project without its programs.',
      );
    case undefined:
    default:
      return new Failure(
        'cookiecutter-failed',
        `cookiecutter ${version} of ${python} ${error === undefined ? ending : `says ${error}: ${message}`}.${said}`,
        'Correct the template, or give other answers, and try again.',
      );
  }
}
