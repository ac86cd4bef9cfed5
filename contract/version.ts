import { Failure, reason } from './failure';

/**
 * Checks the `schema` number of a document that Bellhop wrote.
 *
 * @param document what the file holds, parsed.
 * @param file the file's name as the person knows it, for the message.
 * @param supported the newest schema that this Bellhop reads; older ones are accepted.
 * @throws Failure `not-an-object`, `schema-missing`, or `schema-newer`, which names both numbers and what to do.
 */
export function checkSchemaVersion(
  document: unknown,
  file: string,
  supported: number,
): asserts document is Record<string, unknown> {
  if (!isRecord(document)) {
    throw new Failure('not-an-object', `${file} does not hold a JSON object.`, `Restore ${file} from git.`);
  }
  const schema = document['schema'];
  if (typeof schema !== 'number' || !Number.isInteger(schema) || schema < 1) {
    throw new Failure(
      'schema-missing',
      `${file} has no "schema" number, so its format is not known.`,
      `Restore ${file} from git, or write it anew.`,
    );
  }
  if (schema > supported) {
    const needed = typeof document['bellhop'] === 'string' ? document['bellhop'] : 'a newer version';
    throw new Failure(
      'schema-newer',
      `${file} has schema ${schema}; this Bellhop reads up to ${supported}.`,
      `Update Bellhop (the file needs ${needed}).`,
    );
  }
}

/** Parses JSON; what is wrong with it becomes a `Failure` with the code given and the file's name in it. */
export function parseJson(text: string, file: string, code: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new Failure(
      code,
      `${file} is not valid JSON: ${reason(cause)}`,
      `Correct ${file}, or restore it from git.`,
      {
        cause,
      },
    );
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
