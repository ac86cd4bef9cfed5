import { parseArgs } from 'node:util';
import { Failure, reason } from '../contract/failure';
import type { ScorerOptions } from './startScorer';

/**
 * The scorer's arguments: `--artefact DIR [--port N] [--host ADDRESS] [--allowed-host NAME[:PORT]]...`.
 *
 * @throws Failure `wrong-use`.
 */
export function readCommandLine(args: readonly string[]): ScorerOptions {
  const values = parse(args);
  const port = Number(values.port);
  if (values.artefact === undefined) throw wrongUse('--artefact DIR is missing.');
  if (!/^\d+$/.test(values.port) || port > 65535) throw wrongUse('--port must be a number from 0 to 65535.');
  return { artefact: values.artefact, host: values.host, port, allowedHosts: values['allowed-host'] };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        artefact: { type: 'string' },
        port: { type: 'string', default: '0' },
        host: { type: 'string', default: '127.0.0.1' },
        'allowed-host': { type: 'string', multiple: true, default: [] },
      },
    }).values;
  } catch (cause) {
    throw wrongUse(reason(cause), cause);
  }
}

function wrongUse(message: string, cause?: unknown): Failure {
  const next =
    'Start the scorer with --artefact DIR [--port N] [--host ADDRESS] [--allowed-host NAME[:PORT]].';
  return new Failure('wrong-use', message, next, { cause });
}
