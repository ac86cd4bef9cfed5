import { Failure } from '../../../contract/failure';
import { isRecord } from '../../../contract/version';
import { checkHeader } from './urlTarget';

/** Headers whose values are secrets wherever they are used. */
const SECRET = /auth|cookie|token|key|secret|password|credential/i;
const VARIABLE = /\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))/g;

/** What is shorter stands in a report by chance. */
const SHORTEST_SECRET = 4;

/** Headers of a command line, and the secrets in them, which no report may hold. */
export interface GivenHeaders {
  headers: Record<string, string>;
  secrets: string[];
}

/**
 * Reads the values of `--header`, each `Name: value`. `$NAME` and `${NAME}` stand for variables of the environment, so that
 * no secret stands in a command line, which others on the machine can read and a pipeline logs.
 *
 * @throws Failure `wrong-use`, which never repeats a value.
 */
export function readHeaders(
  texts: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): GivenHeaders {
  const headers: Record<string, string> = {};
  const secrets: string[] = [];
  for (const text of texts) {
    const colon = text.indexOf(':');
    if (colon < 1) {
      throw wrongUse('A value of --header is no header.', "Give one such as 'Authorization: Bearer $TOKEN'.");
    }
    const name = text.slice(0, colon).trim();
    const template = text.slice(colon + 1).trim();
    if (SECRET.test(name) && template.search(VARIABLE) === -1) {
      throw wrongUse(
        `The value of the header ${name} stands in the command line, where others can read it.`,
        `Put it into a variable of the environment and give --header '${name}: $VARIABLE'.`,
      );
    }
    const value = template.replace(VARIABLE, (_, braced: string | undefined, plain: string | undefined) => {
      const found = environment[braced ?? plain ?? ''];
      if (found !== undefined && found !== '') {
        secrets.push(found);
        return found;
      }
      throw wrongUse(
        `--header ${name} needs the variable ${braced ?? plain ?? ''}, which is not set.`,
        'Set it in the environment of the command.',
      );
    });
    checked(name, value);
    headers[name] = value;
  }
  return { headers, secrets };
}

/** A report without the secrets: a target may repeat what it was sent. Goes into lists and objects. */
export function withoutSecrets<Report>(report: Report, secrets: readonly string[]): Report {
  const written = secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
  const longestFirst = written
    .filter(({ length }) => length >= SHORTEST_SECRET)
    .sort((a, b) => b.length - a.length);
  const cover = (value: unknown): unknown => {
    if (typeof value === 'string') {
      return longestFirst.reduce((text, secret) => text.replaceAll(secret, '•••'), value);
    }
    if (Array.isArray(value)) return value.map(cover);
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [cover(key), cover(each)]));
  };
  return longestFirst.length === 0 ? report : (cover(report) as Report);
}

function checked(name: string, value: string): void {
  try {
    checkHeader(name, value);
  } catch (error) {
    if (error instanceof Failure) throw wrongUse(error.message, error.next);
    throw error;
  }
}

function wrongUse(message: string, next: string): Failure {
  return new Failure('wrong-use', message, next);
}
