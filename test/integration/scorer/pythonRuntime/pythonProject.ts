import { cp, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeModelProject, ROOT, runPython, type ModelProject } from '../../template/modelProject';
import { pythonEnvironment } from '../../template/pythonEnvironment';

const MODEL = path.join(ROOT, 'test/fixtures/pythonRuntime/model.py');

/** A project whose model ONNX cannot express, trained, with the Python that trained it. */
export interface PythonProject extends ModelProject {
  python: string;
  /** What training said. */
  output: string;
  /** A copy of its artefact, in a folder of its own that `end` removes. */
  copyArtefact(): Promise<string>;
  end(): Promise<void>;
}

/** Makes and trains the project; until `end`, workers find its package by `PYTHONPATH`, without an installation. */
export async function trainPythonProject(): Promise<PythonProject> {
  const outputDir = await mkdtemp(path.join(tmpdir(), 'bellhop-python-'));
  const project = await makeModelProject(outputDir);
  const python = await pythonEnvironment(path.join(project.folder, 'requirements.lock'));
  await copyFile(MODEL, path.join(project.folder, 'src', project.packageName, 'model.py'));
  const { status, output } = await runPython(python, project, ['-m', project.packageName, 'train']);
  if (status !== 0) throw new Error(`Training ended with status ${status}:\n${output}`);
  const pathBefore = process.env['PYTHONPATH'];
  process.env['PYTHONPATH'] = path.join(project.folder, 'src');
  return {
    ...project,
    python,
    output,
    copyArtefact: async () => {
      const folder = await mkdtemp(path.join(outputDir, 'artefact-'));
      await cp(project.artefactFolder, folder, { recursive: true });
      return folder;
    },
    end: async () => {
      if (pathBefore === undefined) delete process.env['PYTHONPATH'];
      else process.env['PYTHONPATH'] = pathBefore;
      await rm(outputDir, { recursive: true, force: true });
    },
  };
}

export const USUAL = { Kilometres: '2', Zone: '4', Bonus: 7, Make: '9' };

/** A row that makes the model print, raise, end its process or hang. */
export function rowThat(does: 'prints' | 'raises' | 'dies' | 'sleeps'): typeof USUAL {
  return { ...USUAL, Make: does };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
