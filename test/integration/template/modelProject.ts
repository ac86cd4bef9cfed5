import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readArtefact, ARTEFACT_FILE } from '../../../contract/readArtefact';
import type { Artefact } from '../../../contract/artefact';
import { openProject, requireModel } from '../../../extension/projects/project';
import { createProject } from '../../../extension/scaffold/render/createProject';
import { openTemplate } from '../../../extension/scaffold/template/template';
import { runProgram } from '../../../extension/processes/runProgram';

export const ROOT = path.resolve(import.meta.dirname, '../../..');
export const TEMPLATE = path.join(ROOT, 'templates/model');

/** A project made from the model template, as the tests use it. */
export interface ModelProject {
  folder: string;
  packageName: string;
  /** The folder of its artefact. */
  artefactFolder: string;
}

/** Renders the model template below `outputDir`; answers that are not given are the defaults. */
export async function makeModelProject(
  outputDir: string,
  answers: Record<string, string> = {},
): Promise<ModelProject> {
  const template = await openTemplate(TEMPLATE);
  const { path: folder } = await createProject({
    template,
    answers: new Map(Object.entries(answers)),
    outputDir,
  });
  const { packageName, artefact } = requireModel(await openProject(folder));
  return { folder, packageName, artefactFolder: artefact };
}

/** Renders the framework template below `outputDir`, and gives the folder of the project. */
export async function makeFramework(
  outputDir: string,
  answers: Record<string, string> = {},
): Promise<string> {
  const template = await openTemplate(path.join(ROOT, 'templates/framework'));
  return (await createProject({ template, answers: new Map(Object.entries(answers)), outputDir })).path;
}

export async function artefactOf(project: ModelProject): Promise<Artefact> {
  return readArtefact(await readFile(path.join(project.artefactFolder, ARTEFACT_FILE), 'utf8'));
}

/**
 * Runs Python on the sources of a project. Gives the exit status and everything that it wrote.
 *
 * @param packages folders with further packages, as pip would have installed them.
 */
export async function runPython(
  python: string,
  project: Pick<ModelProject, 'folder'>,
  args: readonly string[],
  packages: readonly string[] = [],
): Promise<{ status: number; output: string }> {
  let output = '';
  const env = {
    ...process.env,
    PYTHONPATH: [path.join(project.folder, 'src'), ...packages].join(path.delimiter),
    // mypy reads no other path.
    MYPYPATH: packages.join(path.delimiter),
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONIOENCODING: 'utf-8',
  };
  const program = { command: python, args, cwd: project.folder, env };
  const status = await runProgram(program, { onOutput: (text) => (output += text) });
  return { status, output };
}
