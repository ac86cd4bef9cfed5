import path from 'node:path';
import type { DataFile } from '../../contract/project';
import { exists } from '../files/exists';
import { runProgram } from '../processes/runProgram';
import type { ModelProject } from '../projects/project';
import { git, textOf } from '../scaffold/sources/gitCommand';
import { install, type Environment } from './environment';
import type { Step, StepReport } from './steps';

const HOOKS_FILE = '.pre-commit-config.yaml';

/** What a fresh clone has now, and what it still lacks. */
export interface SetUpResult {
  /** The interpreter of the project. */
  python: string;
  /** Whether git runs the project's hooks; else why not. Absent where the project has none. */
  hooks?: { installed: boolean; why?: string };
  /** The training data that is not on this machine. Scoring needs none of it. */
  missing: DataFile[];
}

/**
 * Makes a fresh clone ready for work: its environment, its git hooks, and a look at what data is missing.
 *
 * @throws Failure where a step of the environment fails; Cancelled when the signal aborts.
 */
export async function setUpProject(
  project: ModelProject,
  environment: Environment,
  report: StepReport,
  signal?: AbortSignal,
): Promise<SetUpResult> {
  await install(environment, report, signal);
  const hooks = await installHooks(project, environment.python, report, signal);
  return { python: environment.python, ...(hooks && { hooks }), missing: await missingData(project) };
}

/** The training data that a project names and that is not on this machine. */
export async function missingData({ folder, data = [] }: ModelProject): Promise<DataFile[]> {
  const there = await Promise.all(data.map(({ file }) => exists(path.join(folder, ...file.split('/')))));
  return data.filter((_file, at) => there[at] === false);
}

/** pre-commit's own command: it writes the hook that runs what the project's file lists. */
async function installHooks(
  { folder }: ModelProject,
  python: string,
  report: StepReport,
  signal?: AbortSignal,
): Promise<SetUpResult['hooks']> {
  if (!(await exists(path.join(folder, HOOKS_FILE)))) return undefined;
  const run = { cwd: folder, accept: [1, 128], signal };
  const top = await git(['rev-parse', '--show-toplevel'], run).catch(() => undefined);
  if (!top || textOf(top) === '') return { installed: false, why: 'the project is in no git repository yet' };
  const step: Step = {
    title: 'Install the git hooks',
    program: { command: python, args: ['-m', 'pre_commit', 'install'], cwd: folder },
  };
  report.onStep(step.title);
  let said = '';
  const onOutput = (text: string): void => {
    said += text;
    report.onOutput(text);
  };
  const status = await runProgram(step.program, { onOutput, ...(signal && { signal }) });
  if (status === 0) return { installed: true };
  return { installed: false, why: said.trim().split(/\r?\n/).at(-1) ?? `status ${status}` };
}

/** What was set up and what is missing, as lines for people. */
export function setUpLines({ python, hooks, missing }: SetUpResult): string[] {
  return [
    `Python: ${python}`,
    ...(hooks
      ? [hooks.installed ? 'git hooks: installed' : `git hooks: not installed, ${hooks.why ?? ''}`]
      : []),
    ...missing.map(({ file, from }) => `Missing data: ${file}. ${from}`),
    ...(missing.length > 0 ? ['Scoring needs no data; training does.'] : []),
  ];
}
