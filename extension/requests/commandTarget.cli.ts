import { Failure } from '../../contract/failure';
import { isRecord } from '../../contract/version';
import type { CommandContext, Terminal } from '../commandLine/terminal';
import { requireModel, type Project } from '../projects/project';
import { asProcess } from '../scorer/serve.cli';
import type { Destination } from './exchange';
import { readHeaders } from './targets/headerOption';

/** The options of a command that say where its requests go. */
export interface TargetOptions {
  target?: URL;
  /** Each `Name: value`, as `readHeaders` takes it. */
  header?: string[];
}

/** Where the requests of a command go. */
export interface CommandTarget extends Destination {
  /** What no report may hold. */
  secrets: readonly string[];
  /** Without user and password. */
  title: string;
  /** To be called when the command is done: ends what was started for it. */
  stop: () => Promise<unknown>;
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

/** The target of `--target`; undefined where there is none. Throws Failure `wrong-use`. */
export function otherTarget({ target: url, header = [] }: TargetOptions): CommandTarget | undefined {
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

/** A scorer of the project on a free port. */
export async function ownScorer(
  context: CommandContext,
  project: Project,
  python: string | undefined,
): Promise<CommandTarget> {
  const options = { port: 0, ...(python !== undefined && { python }) };
  const onLog = (line: string): void => passOnTrouble(line, context.terminal);
  const scorer = await asProcess(context, requireModel(project), options, { onLog });
  return { url: scorer.url, title: 'the embedded scorer', secrets: [], stop: scorer.stop };
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
