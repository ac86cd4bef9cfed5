import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findInterpreter, outputOf, venvPython } from '../../../extension/environment/interpreter';
import { cacheFolder } from '../../../scripts/vscode/cacheFolder';
import { runLogged } from '../../../scripts/runLogged';
import { makeModelProject } from './modelProject';

/**
 * A Python with the packages that a project's lock pins. It is made on first use, in about half a minute, and kept in
 * the cache folder for as long as lock and Python version stay. The project itself is not installed in it: run it with
 * `PYTHONPATH=src`.
 *
 * @param lockFile a `requirements.lock`.
 * @returns the path of the interpreter.
 * @throws Failure where there is no Python, or where the packages cannot be installed, with the end of the log.
 */
export async function pythonEnvironment(lockFile: string): Promise<string> {
  const environments = path.join(cacheFolder(), 'python');
  await mkdir(environments, { recursive: true });
  const interpreter = await findInterpreter(environments, {});
  const digest = createHash('sha256').update(await readFile(lockFile));
  const name = `${interpreter.version}-${digest.digest('hex').slice(0, 16)}`;
  const folder = path.join(environments, name);
  const python = venvPython(folder, process.platform);
  const finished = path.join(folder, 'finished');
  if (await exists(finished)) return python;

  // What an interrupted run left.
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  const venv = path.join(folder, '.venv');
  const lock = path.resolve(lockFile);
  const uv = (await outputOf('uv', ['--version'], folder)) !== undefined;
  const commands: [string, string[]][] = uv
    ? [
        ['uv', ['venv', '--no-project', '--python', interpreter.path, venv]],
        ['uv', ['pip', 'install', '--python', python, '--requirement', lock]],
      ]
    : [
        [interpreter.path, ['-m', 'venv', venv]],
        [python, ['-m', 'pip', 'install', '--disable-pip-version-check', '--requirement', lock]],
      ];
  const logFile = path.join(environments, `${name}.log`);
  const purpose = `Installing the packages of ${lockFile}`;
  for (const [program, args] of commands) await runLogged({ program, args, cwd: folder, logFile, purpose });
  await writeFile(finished, '');
  return python;
}

/** The Python of a fresh model project, without the project. */
export async function modelPython(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bellhop-lock-'));
  try {
    const project = await makeModelProject(folder);
    return await pythonEnvironment(path.join(project.folder, 'requirements.lock'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
