import { valid } from '@renovatebot/pep440';
import { Failure } from '../../contract/failure';

/** One version of a package: `claim-frequency==0.1.0`. */
export interface Pin {
  name: string;
  version: string;
}

const NAME = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/;

/** The name that an index knows a package by (PEP 503): lower case, one hyphen for each run of `-`, `_` and `.`. */
export function normalizedName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** The Python module of a model package, which holds its artefact: what the API template imports. */
export function moduleName(name: string): string {
  return normalizedName(name).replace(/-/g, '_');
}

/** Reads `NAME==VERSION`. @throws Failure `wrong-use`. */
export function readPin(text: string): Pin {
  const [name = '', version = '', ...more] = text.split('==').map((part) => part.trim());
  if (NAME.test(name) && valid(version) !== null && more.length === 0) return { name, version };
  throw new Failure(
    'wrong-use',
    `"${text}" is not the name and one version of a package.`,
    'Give PACKAGE==VERSION, such as claim-frequency==0.1.0.',
  );
}

/** Whether a text can be the name of a package. */
export function isPackageName(text: string): boolean {
  return NAME.test(text);
}

/**
 * The distribution and the version that the name of a wheel begins with (the binary distribution format: name, version,
 * an optional build, and three tags); undefined for what is no wheel.
 */
export function readWheelName(file: string): Pin | undefined {
  if (!file.endsWith('.whl')) return undefined;
  const parts = file.slice(0, -'.whl'.length).split('-');
  const [name = '', version = ''] = parts;
  if (parts.length < 5 || parts.length > 6 || valid(version) === null) return undefined;
  return { name: normalizedName(name), version };
}
