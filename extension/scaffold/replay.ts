import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure, reason } from '../../contract/failure';
import { Dict } from './jinja/values';
import { parseJson } from './template/jsonReader';

/**
 * Reads the answers of an earlier run from a replay file, cookiecutter's or Bellhop's.
 *
 * @returns the variables, which `openTemplate` takes as `replay`.
 * @throws Failure `replay-unreadable`.
 */
export async function readReplay(file: string): Promise<Dict> {
  const unreadable = (why: string, cause?: unknown) =>
    new Failure(
      'replay-unreadable',
      `The replay file ${file} cannot be used: ${why}.`,
      'Give a file that cookiecutter or Bellhop wrote for this template.',
      { cause },
    );
  const isPlain = (await stat(file).catch(() => undefined))?.isFile() ?? true;
  if (!isPlain) throw unreadable('it is no plain file');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadable(reason(error), error);
  });
  let json;
  try {
    json = parseJson(text, file);
  } catch (error) {
    throw unreadable('it is not valid JSON', error);
  }
  const variables = json instanceof Dict ? json.get('cookiecutter') : undefined;
  if (variables instanceof Dict) return variables;
  throw unreadable('it has no object "cookiecutter"');
}

/** Writes a replay file as cookiecutter does: named for the template's folder, the whole context as JSON. */
export async function writeReplay(folder: string, templateFolder: string, text: string): Promise<string> {
  const name = path.basename(path.resolve(templateFolder));
  const file = path.join(folder, name.endsWith('.json') ? name : `${name}.json`);
  await mkdir(folder, { recursive: true });
  await writeFile(file, text);
  return file;
}
