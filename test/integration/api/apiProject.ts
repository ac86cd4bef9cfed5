import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createProject } from '../../../extension/scaffold/render/createProject';
import { openTemplate } from '../../../extension/scaffold/template/template';
import { ROOT, runPython, type ModelProject } from '../template/modelProject';
import { pythonEnvironment } from '../template/pythonEnvironment';

const TEMPLATE = path.join(ROOT, 'templates/api');

/** The module of the model package that a project with default answers serves. */
const MODEL_MODULE = 'claim_frequency';

/** A project whose package is to be built: of the model or the framework template. */
type Sources = Pick<ModelProject, 'folder'>;

/** A project made from the API template, with the Python of its development lock. */
export interface ApiProject {
  folder: string;
  python: string;
}

/** Renders the API template below `outputDir`; answers that are not given are the defaults. */
export async function makeApiProject(
  outputDir: string,
  answers: Record<string, string> = {},
): Promise<ApiProject> {
  const template = await openTemplate(TEMPLATE);
  const given = new Map(Object.entries(answers));
  const { path: folder } = await createProject({ template, answers: given, outputDir });
  return { folder, python: await pythonEnvironment(path.join(folder, 'requirements-dev.lock')) };
}

/**
 * Builds the wheel of a project of the model or framework template.
 *
 * @param python of a model project's lock, which holds the build backend.
 * @param wheels the folder for it.
 * @returns the path of the wheel.
 */
export async function wheelOf(python: string, project: Sources, wheels: string): Promise<string> {
  await runModule(python, project, 'hatchling', 'build', '--target', 'wheel', '--directory', wheels);
  const [wheel = ''] = await readdir(wheels);
  return path.join(wheels, wheel);
}

/**
 * Builds the wheel of such a project and unpacks it, which is what installing it does.
 *
 * @returns the folder that is to be on Python's path.
 */
export async function installedWheel(python: string, project: Sources, outputDir: string): Promise<string> {
  const installed = path.join(outputDir, 'installed');
  const wheel = await wheelOf(python, project, path.join(outputDir, 'wheels'));
  await runModule(python, project, 'zipfile', '--extract', wheel, installed);
  return installed;
}

async function runModule(python: string, project: Sources, ...args: string[]): Promise<void> {
  const { status, output } = await runPython(python, project, ['-m', ...args]);
  if (status !== 0) throw new Error(`python -m ${args.join(' ')} ended with status ${status}:\n${output}`);
}

/** A model package that holds the artefact of a folder: gives the folder that is to be on Python's path. */
export async function packageOf(artefact: string, outputDir: string): Promise<string> {
  const module = path.join(outputDir, MODEL_MODULE);
  await mkdir(module, { recursive: true });
  await writeFile(path.join(module, '__init__.py'), '');
  await cp(artefact, path.join(module, 'artefacts'), { recursive: true });
  return outputDir;
}

/** Gunicorn at work, with what it logged. */
export interface Served {
  port: number;
  log: Record<string, unknown>[];
  /** Tells it to end, as a container engine does. */
  terminate(): void;
  /** Ends it where it still runs, and gives its exit status. */
  end(): Promise<number | null>;
}

/** Starts gunicorn on a free port with the configuration of the project. */
export async function serve(
  { folder, python }: ApiProject,
  modelPackage: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Served> {
  const child = spawn(python, ['-m', 'gunicorn'], {
    cwd: folder,
    env: {
      ...process.env,
      PYTHONPATH: modelPackage,
      PYTHONDONTWRITEBYTECODE: '1',
      BIND: '127.0.0.1:0',
      DRAIN_SECONDS: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const log: Record<string, unknown>[] = [];
  const port = await new Promise<number>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      log.push(JSON.parse(line) as Record<string, unknown>);
      const [, found] = /Listening at: http:\/\/127\.0\.0\.1:(\d+)/.exec(line) ?? [];
      if (found !== undefined) resolve(Number(found));
    });
    void closed.then(() => reject(new Error(`gunicorn ended: ${errors}${JSON.stringify(log)}`)));
  });
  return {
    port,
    log,
    terminate: () => child.kill('SIGTERM'),
    end: async () => {
      if (isRunning(child)) child.kill('SIGTERM');
      await closed;
      return child.exitCode;
    },
  };
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}
