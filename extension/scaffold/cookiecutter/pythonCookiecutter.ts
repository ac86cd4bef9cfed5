import { Failure } from '../../../contract/failure';
import { temporaryFolder } from '../../files/temporaryFolder';
import type { Program } from '../../processes/runProgram';
import { runWithin } from '../../processes/runWithin';

/** The cookiecutter of an interpreter. */
export interface Cookiecutter {
  /** The interpreter. */
  python: string;
  version: string;
}

const OLDEST = [2, 2] as const;
/** How long an interpreter has to answer, in milliseconds. */
const ASKING = 60_000;

/** The distribution's version, since the module of 2.2.0 itself says 2.1.2.dev0. */
const PROGRAM = `
import sys
sys.path = [folder for folder in sys.path if folder]
try:
    import cookiecutter
except ModuleNotFoundError as error:
    print("none" if error.name == "cookiecutter" else "broken " + str(error))
else:
    from importlib import metadata
    try:
        version = metadata.version("cookiecutter")
    except metadata.PackageNotFoundError:
        version = cookiecutter.__version__
    print("version " + version)
`;

/**
 * Finds the cookiecutter of an interpreter, its own and that of the person's site-packages.
 *
 * @param python the interpreter's path or name.
 * @param extensions what the template needs it for, for the message; empty where a person just chose it.
 * @throws Failure `cookiecutter-missing` where there is none, or an older one than 2.2, or where the interpreter does
 * not run; Cancelled.
 */
export async function findCookiecutter(
  python: string,
  extensions: readonly string[],
  signal?: AbortSignal,
): Promise<Cookiecutter> {
  const found = await ask(python, signal);
  const version = found.match(/^version (\S+)/m)?.[1];
  if (version !== undefined && isNewEnough(version)) return { python, version };
  const broken = found.match(/^broken (.*)/m)?.[1];
  let what = `${python} does not run as a Python`;
  if (/^none$/m.test(found)) what = `${python} has no cookiecutter`;
  else if (broken !== undefined) what = `the cookiecutter of ${python} does not run: ${broken}`;
  else if (version !== undefined) what = `${python} has cookiecutter ${version}, which is too old`;
  const oldest = OLDEST.join('.');
  const purpose = extensions.length > 0 ? ` for the template's ${extensions.join(', ')}` : '';
  throw new Failure(
    'cookiecutter-missing',
    `${what}; cookiecutter ${oldest} or later is needed${purpose}.`,
    found === ''
      ? 'Choose another Python interpreter.'
      : `Run: ${python} -m pip install --upgrade "cookiecutter>=${oldest}"`,
  );
}

/** What the interpreter says; empty where it cannot. */
async function ask(python: string, signal?: AbortSignal): Promise<string> {
  let output = '';
  const { folder: work, close } = await temporaryFolder('cookiecutter');
  try {
    await runWithin(
      ASKING,
      { ...pythonProgram(python, ['-c', PROGRAM], work), offline: true },
      {
        onOutput: (text) => (output += text),
        ...(signal ? { signal } : {}),
      },
    );
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  } finally {
    await close();
  }
  return output;
}

/**
 * How Python is run so that no module is imported from a workspace: in an empty folder of our own, without PYTHONPATH.
 * Its own temporary files go to that folder too.
 */
export function pythonProgram(python: string, args: readonly string[], work: string): Program {
  const kept = Object.entries(process.env).filter(([name]) => !/^PYTHONPATH$/i.test(name));
  const temporary = { TMPDIR: work, TEMP: work, TMP: work };
  const behaviour = { PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8', PYTHONUNBUFFERED: '1' };
  return {
    command: python,
    args,
    cwd: work,
    env: { ...Object.fromEntries(kept), ...temporary, ...behaviour },
  };
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}
