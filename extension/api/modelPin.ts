import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../contract/failure';
import { readPin, type Pin } from '../packageIndex/packageName';

/** The file of an API project that pins its model package and locks it by its hashes. */
export const PIN_FILE = 'requirements-model.txt';

/** What an API project serves. */
export interface ModelPin extends Pin {
  /** The package index that it comes from; undefined for the one that pip is set up with. */
  index?: string;
  /** The SHA-256 of its wheels, in hex; none where it is not locked. */
  hashes: string[];
}

/** The pin in a file, where it stands: from the first character of the line up to its end. */
interface Found {
  pin: ModelPin;
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
  return { ...findPin(text, file).pin, text };
}

/** The text of a pin file with another version; everything else in it stays. */
export function withVersion(text: string, version: string, hashes: readonly string[]): string {
  const { pin, start, end } = findPin(text, PIN_FILE);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lock = hashes.map((hash) => ` \\${newline}    --hash=sha256:${hash}`).join('');
  return `${text.slice(0, start)}${pin.name}==${version}${lock}${text.slice(end)}`;
}

/** Of pip's requirements format: options, comments, and one requirement, which a backslash carries to the next line. */
function findPin(text: string, file: string): Found {
  let index: string | undefined;
  let found: Omit<Found, 'pin'> & { words: string[] } = { start: -1, end: -1, words: [] };
  for (const { 0: line, index: start } of text.matchAll(/^(?:.*\\\r?\n)*.*$/gm)) {
    const words = line.replace(/(^|\s)#.*$/gm, '').split(/[\s\\]+/);
    const [first = '', ...rest] = words.filter((word) => word !== '');
    const [option, value] = first.split('=', 2);
    if (option === '--index-url' || option === '-i') index = value ?? rest[0];
    else if (first !== '' && !first.startsWith('-')) {
      if (found.start !== -1) throw broken(file, 'it has more than one package');
      found = { start, end: start + line.trimEnd().length, words: [first, ...rest] };
    }
  }
  const { words, start, end } = found;
  const [requirement = '', ...options] = words;
  const hashes = options.flatMap((option) => /^--hash=sha256:([0-9a-f]{64})$/.exec(option)?.[1] ?? []);
  try {
    return { pin: { ...readPin(requirement), ...(index !== undefined && { index }), hashes }, start, end };
  } catch (cause) {
    throw broken(file, 'it must hold one package with one version', cause);
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
