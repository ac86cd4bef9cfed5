import { performance } from 'node:perf_hooks';
import { InvalidArgumentError } from 'commander';
import { Failure } from '../../../contract/failure';
import { isRecord } from '../../../contract/version';
import type { CommandContext, Terminal } from '../../commandLine/terminal';
import { openProject, requireModel, type Project } from '../../projects/project';
import { asProcess } from '../../scorer/serve.cli';
import type { Destination } from '../exchange';
import { readHeaders, withoutSecrets } from '../targets/headerOption';
import { junitXml } from './junit';
import { counts, inert, reportObject, REPORTERS, specText, type Report, type ReporterName } from './report';
import { runRequest, type RequestResult } from './runRequest';
import { noRequests, savedRequestFiles } from './savedRequests';

export interface TestOptions {
  target?: URL;
  /** Each `Name: value`, as `readHeaders` takes it. */
  header?: string[];
  reporter?: ReporterName;
  python?: string;
}

interface Target extends Destination {
  /** What no report may hold. */
  secrets: readonly string[];
  /** Without user and password. */
  title: string;
  stop: () => Promise<unknown>;
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

/** Reads the value of `--target`. */
export function targetUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isAddress = url !== undefined && ['http:', 'https:'].includes(url.protocol);
  // What follows a ? is often a token, and would stand before the route.
  if (isAddress && url.search === '' && url.hash === '') return url;
  // Without the value: it may hold a password.
  throw new Failure(
    'wrong-use',
    'The value of --target is no address.',
    'Give one such as http://127.0.0.1:8080, without ? and #.',
  );
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
  { target: given, header = [], reporter: name, python }: TestOptions,
): Promise<void> {
  const { terminal, signal } = context;
  if (terminal.json && name !== undefined) {
    const message = '--json and --reporter both say what stdout holds.';
    throw new Failure('wrong-use', message, 'Give one of them.');
  }
  const other = otherTarget(given, header);
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

/** A scorer of the project on a free port. */
async function ownScorer(
  context: CommandContext,
  project: Project,
  python: string | undefined,
): Promise<Target> {
  const options = { port: 0, ...(python !== undefined && { python }) };
  const onLog = (line: string): void => passOnTrouble(line, context.terminal);
  const scorer = await asProcess(context, requireModel(project), options, { onLog });
  return { url: scorer.url, title: 'the embedded scorer', secrets: [], stop: scorer.stop };
}

/** The target of `--target`; undefined where there is none. */
function otherTarget(url: URL | undefined, header: readonly string[]): Target | undefined {
  if (url === undefined) {
    if (header.length === 0) return undefined;
    throw new Failure('wrong-use', '--header goes with --target alone.', 'Give both, or neither.');
  }
  const { headers, secrets } = readHeaders(header, process.env);
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  const password = url.password === '' ? [] : [url.password, decodeURIComponent(url.password)];
  return {
    url: url.href,
    headers,
    secrets: [...secrets, ...password],
    title: shown.href,
    stop: () => Promise.resolve(),
  };
}

/** A scorer logs every request, which nobody needs to read here; warnings and errors are worth it. */
function passOnTrouble(line: string, terminal: Terminal): void {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    entry = undefined;
  }
  if (!isRecord(entry) || entry['level'] !== 'info') terminal.output(`${line}\n`);
}
