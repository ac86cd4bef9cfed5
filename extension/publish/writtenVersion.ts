import { Failure } from '../../contract/failure';

/** Where a project keeps its version: `[project]` of pyproject.toml, and the artefact's model.json. */
export const VERSION_FILE = 'pyproject.toml';

interface Place {
  value: string;
  /** Of the value between its quotes, in the text. */
  start: number;
}

/**
 * The version that pyproject.toml states.
 *
 * @param file the file's name for the messages.
 * @throws Failure `version-missing`, also where the version is `dynamic`: then something else knows it.
 */
export function statedVersion(text: string, file: string): string {
  return placeInProject(text, file).value;
}

/** pyproject.toml with another version and nothing else changed. @throws as `statedVersion` does. */
export function withStatedVersion(text: string, file: string, version: string): string {
  return replaced(text, placeInProject(text, file), version);
}

/**
 * model.json, or another JSON file, with another version and nothing else changed: written anew, its numbers would read otherwise.
 *
 * @throws Failure `version-missing`.
 */
export function withJsonVersion(text: string, file: string, version: string): string {
  const found = /^ *"version": "([^"\\]*)"/m.exec(text);
  const before = JSON.parse(text) as Record<string, unknown>;
  if (found?.[1] !== undefined) {
    const start = found.index + found[0].length - 1 - found[1].length;
    const changed = replaced(text, { value: found[1], start }, version);
    // A "version" deeper in the file is not the one that is meant.
    const after = JSON.parse(changed) as Record<string, unknown>;
    if (after['version'] === version && before['version'] === found[1]) return changed;
  }
  throw new Failure(
    'version-missing',
    `${file} does not state its version on a line of its own.`,
    'Train the model again, commit the artefact, and publish again.',
  );
}

function placeInProject(text: string, file: string): Place {
  const header = /^\[project\][ \t]*(#.*)?\r?$/m.exec(text);
  const begin = header ? header.index + header[0].length : text.length;
  const rest = text.slice(begin);
  const table = rest.slice(0, /^\[/m.exec(rest)?.index ?? rest.length);
  const found = /^version[ \t]*=[ \t]*(["'])([^"'\\\r\n]*)\1/m.exec(table);
  if (found?.[2] !== undefined) {
    return { value: found[2], start: begin + found.index + found[0].length - 1 - found[2].length };
  }
  throw new Failure(
    'version-missing',
    `${file} has no "version" in [project].`,
    `Write one there, such as version = "0.1.0", instead of a dynamic one.`,
  );
}

function replaced(text: string, { value, start }: Place, version: string): string {
  return text.slice(0, start) + version + text.slice(start + value.length);
}
