import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Failure, reason } from '../contract/failure';
import type { Limits } from './http/limits';
import type { ScorerOptions } from './startScorer';

const USAGE =
  '--artefact DIR|FILE.onnx [--project] [--python PATH] [--port N] [--host ADDRESS] [--allowed-host NAME[:PORT]]... [--token-file FILE] ' +
  '[--max-body-mb N] [--max-bodies-mb N] [--max-seconds N] [--max-requests N] [--drain-seconds N] ' +
  '[--workers N] [--hide-details]';

const MOST_WORKERS = 64;

/**
 * The scorer's arguments, as `USAGE` lists them: what is served and where, the file that holds the token, the limits of
 * a request, how long to go on after the word to end, how many processes score, and what answers keep to themselves.
 *
 * @throws Failure `wrong-use`, or `token-missing` where the file gives none.
 */
export function readCommandLine(args: readonly string[]): ScorerOptions {
  const values = parse(args);
  const port = Number(values.port);
  if (values.artefact === undefined) throw wrongUse('--artefact is missing.');
  if (!/^\d+$/.test(values.port) || port > 65535) throw wrongUse('--port must be a number from 0 to 65535.');
  const { artefact, host } = values;
  const options: ScorerOptions = { artefact, host, port, allowedHosts: values['allowed-host'] };

  if (values.project) options.isProject = true;
  if (values.python !== undefined) options.python = values.python;

  const limits: Partial<Limits> = {};
  const body = positive('--max-body-mb', values['max-body-mb']);
  const bodies = positive('--max-bodies-mb', values['max-bodies-mb']);
  const seconds = positive('--max-seconds', values['max-seconds']);
  const requests = positive('--max-requests', values['max-requests']);
  if (body !== undefined) limits.bodyBytes = body * 1024 * 1024;
  if (bodies !== undefined) limits.bodiesBytes = bodies * 1024 * 1024;
  if (seconds !== undefined) limits.milliseconds = seconds * 1000;
  if (requests !== undefined) limits.concurrency = requests;
  if (Object.keys(limits).length > 0) options.limits = limits;

  const drain = positive('--drain-seconds', values['drain-seconds']);
  if (drain !== undefined) options.drainMilliseconds = drain * 1000;
  const workers = positive('--workers', values.workers);
  if (workers !== undefined && workers > MOST_WORKERS) {
    throw wrongUse(`--workers must be at most ${MOST_WORKERS}.`);
  }
  if (workers !== undefined) options.workers = workers;
  if (values['hide-details']) options.hideDetails = true;
  if (values['token-file'] !== undefined) options.token = readToken(values['token-file']);
  return options;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        artefact: { type: 'string' },
        project: { type: 'boolean', default: false },
        python: { type: 'string' },
        port: { type: 'string', default: '0' },
        host: { type: 'string', default: '127.0.0.1' },
        'allowed-host': { type: 'string', multiple: true, default: [] },
        'token-file': { type: 'string' },
        'max-body-mb': { type: 'string' },
        'max-bodies-mb': { type: 'string' },
        'max-seconds': { type: 'string' },
        'max-requests': { type: 'string' },
        'drain-seconds': { type: 'string' },
        workers: { type: 'string' },
        'hide-details': { type: 'boolean', default: false },
      },
    }).values;
  } catch (cause) {
    throw wrongUse(reason(cause), cause);
  }
}

function positive(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (/^\d{1,6}$/.test(text) && number > 0) return number;
  throw wrongUse(`${option} must be a whole number from 1 to 999999.`);
}

/** The token comes from a file: arguments can be read by every user of the machine. */
function readToken(file: string): string {
  let token: string;
  try {
    token = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
    throw tokenMissing(`The token's file ${file} cannot be read (${code}).`, cause);
  }
  if (/^\S+$/.test(token)) return token;
  throw tokenMissing(`The token's file ${file} does not hold one word.`);
}

function tokenMissing(message: string, cause?: unknown): Failure {
  return new Failure('token-missing', message, 'Write the token, and nothing else, into that file.', {
    cause,
  });
}

function wrongUse(message: string, cause?: unknown): Failure {
  return new Failure('wrong-use', message, `Start the scorer with ${USAGE}.`, { cause });
}
