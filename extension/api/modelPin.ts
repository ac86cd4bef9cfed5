import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../contract/failure';
import { readPin, type Pin } from '../packageIndex/packageName';

/** The file of an API project that pins its model package, and the framework of that, and locks them by their hashes. */
export const PIN_FILE = 'requirements-model.txt';

/** One version of a package, locked by the SHA-256 of its wheels, in hex; by none where it is not locked. */
export interface LockedPin extends Pin {
  hashes: readonly string[];
}

/** What an API project serves. */
export interface ModelPin extends LockedPin {
  /** The package index that it comes from; undefined for the one that pip is set up with. */
  index?: string;
  /** The package beside it that its model is made of, from the same index. */
  framework?: LockedPin;
}

/** All that a project pins: its model package, and the framework of that. */
export function pinsOf(pin: ModelPin): LockedPin[] {
  return [pin, ...(pin.framework ? [pin.framework] : [])];
}

/** A requirement in a file, and where it stands: from the first character of the line up to its end. */
interface Found {
  pin: LockedPin;
  start: number;
  end: number;
}

/**
 * Reads the pin of an API project.
 *
 * @throws Failure `pin-broken`, which names the file.
 */
export async function readModelPin(folder: string): Promise<ModelPin & { text: string }> {
  const file = path.join(folder, PIN_FILE);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw broken(file, 'it cannot be read', cause);
  });
  const { index, model, framework } = findPins(text, file);
  return {
    ...model.pin,
    ...(index !== undefined && { index }),
    ...(framework && { framework: framework.pin }),
    text,
  };
}

/** The text of a pin file with other versions; everything else in it stays, the way the model is written too. */
export function withVersions(text: string, model: LockedPin, framework?: LockedPin): string {
  const { model: before, framework: other } = findPins(text, PIN_FILE);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = ({ name, version, hashes }: LockedPin): string =>
    `${name}==${version}${hashes.map((hash) => ` \\${newline}    --hash=sha256:${hash}`).join('')}`;
  const between = other ? text.slice(before.end, other.start) : newline;
  const more = framework ? between + lines(framework) : other ? between.trimEnd() : '';
  return (
    text.slice(0, before.start) +
    lines({ ...model, name: before.pin.name }) +
    more +
    text.slice((other ?? before).end)
  );
}

/** Of pip's requirements format: options, comments, and requirements, which a backslash carries to the next line. */
function findPins(text: string, file: string): { index?: string; model: Found; framework?: Found } {
  let index: string | undefined;
  const found: Found[] = [];
  for (const { 0: line, index: start } of text.matchAll(/^(?:.*\\\r?\n)*.*$/gm)) {
    const words = line.replace(/(^|\s)#.*$/gm, '').split(/[\s\\]+/);
    const [first = '', ...rest] = words.filter((word) => word !== '');
    const [option, value] = first.split('=', 2);
    if (option === '--index-url' || option === '-i') index = value ?? rest[0];
    else if (first !== '' && !first.startsWith('-')) {
      const hashes = rest.flatMap((one) => /^--hash=sha256:([0-9a-f]{64})$/.exec(one)?.[1] ?? []);
      found.push({ pin: { ...pinOf(first, file), hashes }, start, end: start + line.trimEnd().length });
    }
  }
  const [model, framework, ...more] = found;
  if (!model) throw broken(file, 'it has no package');
  if (more.length > 0) throw broken(file, 'it has more than two packages, the model and its framework');
  return { ...(index !== undefined && { index }), model, ...(framework && { framework }) };
}

function pinOf(requirement: string, file: string): Pin {
  try {
    return readPin(requirement);
  } catch (cause) {
    throw broken(file, `"${requirement}" is not one version of a package`, cause);
  }
}

function broken(file: string, why: string, cause?: unknown): Failure {
  return new Failure(
    'pin-broken',
    `${file} does not say which model package is served: ${why}.`,
    'Write it as PACKAGE==VERSION, or restore it from git.',
    { cause },
  );
}
