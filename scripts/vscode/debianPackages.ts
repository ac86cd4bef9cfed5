import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { Failure } from '../../contract/failure';
import { cacheFolder } from './cacheFolder';
import { runLogged } from '../runLogged';

/** A Debian package, and how to see that what it brings is already there, by whatever way it came. */
export interface DebianPackage {
  readonly name: string;
  isPresent(): boolean;
}

/** Where a program lies on the PATH, or undefined. */
export function findOnPath(program: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return existsSync(file);
      } catch {
        return false;
      }
    });
}

/** A package that is present when its program is on the PATH. */
export function programPackage(name: string, program = name): DebianPackage {
  return { name, isPresent: () => findOnPath(program) !== undefined };
}

/**
 * Installs those of the packages that are missing, by apt-get, when this runs as root on a Debian-like machine.
 * Elsewhere a `Failure` names the packages and the command.
 */
export async function ensureDebianPackages(
  packages: readonly DebianPackage[],
  why: string,
  report: (line: string) => void,
): Promise<void> {
  const missing = packages.filter((one) => !one.isPresent()).map((one) => one.name);
  if (missing.length === 0) return;
  const names = missing.join(' ');
  const aptGet = findOnPath('apt-get');
  if (aptGet === undefined || process.getuid?.() !== 0) {
    throw new Failure(
      'packages-missing',
      `${why} needs programs that this machine does not have (Debian packages: ${names}).`,
      `Install them: sudo apt-get update && sudo apt-get install -y ${names}`,
    );
  }
  const logs = join(cacheFolder(), 'logs');
  mkdirSync(logs, { recursive: true });
  const common = {
    program: aptGet,
    cwd: '/',
    logFile: join(logs, 'apt-get.log'),
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  report(`Installing ${names} with apt-get for ${why}.`);
  await runLogged({ ...common, args: ['update'], purpose: 'Reading the lists of Debian packages' });
  await runLogged({
    ...common,
    args: ['install', '-y', '--no-install-recommends', ...missing],
    purpose: `Installing ${names}`,
  });
}
