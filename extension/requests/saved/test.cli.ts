import { performance } from 'node:perf_hooks';
import { InvalidArgumentError } from 'commander';
import { Failure } from '../../../contract/failure';
import type { CommandContext } from '../../commandLine/terminal';
import { openProject } from '../../projects/project';
import { otherTarget, ownScorer, type TargetOptions } from '../commandTarget.cli';
import { withoutSecrets } from '../targets/headerOption';
import { junitXml } from './junit';
import { counts, inert, reportObject, REPORTERS, specText, type Report, type ReporterName } from './report';
import { runRequest, type RequestResult } from './runRequest';
import { noRequests, savedRequestFiles } from './savedRequests';

export interface TestOptions extends TargetOptions {
  reporter?: ReporterName;
  python?: string;
}

const texts: Record<ReporterName, (report: Report) => string> = {
  spec: specText,
  junit: junitXml,
  json: (report) => JSON.stringify(reportObject(report), null, 2),
};

/** Reads the value of `--reporter`. */
export function reporter(text: string): ReporterName {
  const found = REPORTERS.find((name) => name === text);
  if (found === undefined) throw new InvalidArgumentError(`Give ${REPORTERS.join(', ')}.`);
  return found;
}

/**
 * `bellhop test [FOLDER]`: runs the project's saved requests, one after the other, against a scorer of its own that ends
 * with the command, or against another target. Gives the report: `{"project", "target", "started", "milliseconds",
 * "passed", "failed", "errors", "requests"}`.
 *
 * @throws Failure `requests-failed` after the report; `no-requests`; those of the scorer's start.
 */
export async function testCommand(
  context: CommandContext,
  folder: string,
  { reporter: name, python, ...options }: TestOptions,
): Promise<void> {
  const { terminal, signal } = context;
  if (terminal.json && name !== undefined) {
    const message = '--json and --reporter both say what stdout holds.';
    throw new Failure('wrong-use', message, 'Give one of them.');
  }
  const other = otherTarget(options);
  const project = await openProject(folder);
  const files = await savedRequestFiles(project.folder);
  if (files.length === 0) throw noRequests(project.folder);
  const target = other ?? (await ownScorer(context, project, python));
  const started = new Date();
  const begun = performance.now();
  const requests: RequestResult[] = [];
  try {
    for (const [index, file] of files.entries()) {
      const result = withoutSecrets(await runRequest(file, { target, signal }), target.secrets);
      terminal.progress(`${index + 1}/${files.length} ${inert(result.name)}: ${result.outcome}`);
      requests.push(result);
    }
  } finally {
    await target.stop();
  }
  const milliseconds = Math.round(performance.now() - begun);
  const report: Report = { project: project.name, target: target.title, started, milliseconds, requests };
  terminal.result(reportObject(report), texts[name ?? 'spec'](report));
  refuseFailed(report);
}

function refuseFailed(report: Report): void {
  const { passed } = counts(report);
  const { length } = report.requests;
  if (passed === length) return;
  throw new Failure(
    'requests-failed',
    `${length - passed} of ${length} saved requests failed.`,
    'Look at what each says; then correct the model, or what is expected of it.',
  );
}
