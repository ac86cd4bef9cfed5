import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Artefact } from '../../contract/artefact';
import { Failure, reason } from '../../contract/failure';
import { notAProject, PROJECT_FILE, readProjectFile, type ProjectFile } from '../../contract/project';
import { ARTEFACT_FILE, readArtefact } from '../../contract/readArtefact';

/** A folder with a readable `bellhop.json`. */
export interface Project extends Pick<ProjectFile, 'kind' | 'name' | 'data' | 'trainIn'> {
  /** Absolute path of the project's root: also what a project is known by. */
  folder: string;
  packageName: string;
  /** Absolute path of the folder that holds model.json; of a model project only. */
  artefact?: string;
}

/** A project that has a model of its own. */
export interface ModelProject extends Project {
  kind: 'model';
  artefact: string;
}

/**
 * Reads the project in a folder.
 *
 * @throws Failure `not-a-project` where there is no bellhop.json, and those of `readProjectFile`.
 */
export async function openProject(folder: string): Promise<Project> {
  const root = path.resolve(folder);
  const text = await readFile(path.join(root, PROJECT_FILE), 'utf8').catch((cause: unknown) => {
    if (isMissing(cause)) throw notAProject(root);
    const message = `${path.join(root, PROJECT_FILE)} could not be read: ${reason(cause)}.`;
    throw new Failure('project-unreadable', message, 'Check the permissions of the file.', { cause });
  });
  const file = readProjectFile(text, path.join(root, PROJECT_FILE));
  return {
    kind: file.kind,
    name: file.name,
    folder: root,
    packageName: file.package,
    ...(file.data && { data: file.data }),
    ...(file.trainIn && { trainIn: file.trainIn }),
    ...(file.artefact === undefined ? {} : { artefact: path.join(root, ...file.artefact.split('/')) }),
  };
}

/**
 * Reads the model.json of a project.
 *
 * @throws Failure `artefact-missing`, and those of `readArtefact`.
 */
export async function openArtefact(project: ModelProject): Promise<Artefact> {
  const file = path.join(project.artefact, ARTEFACT_FILE);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const message = isMissing(cause)
      ? `${file} does not exist.`
      : `${file} could not be read: ${reason(cause)}.`;
    throw new Failure('artefact-missing', message, 'Train the model.', { cause });
  });
  return readArtefact(text, file);
}

export function isModelProject(project: Project): project is ModelProject {
  return project.kind === 'model' && project.artefact !== undefined;
}

/** Requires a model project, for what only those can do. */
export function requireModel(project: Project): ModelProject {
  if (isModelProject(project)) return project;
  throw new Failure(
    'not-a-model-project',
    `${project.name} is not a model project, so it has no model of its own.`,
    'Choose a model project.',
  );
}

/** Whether a path lies below a folder whose name holds `{{`: a template's, not a project's. */
export function isInTemplate(file: string): boolean {
  return path.dirname(file).includes('{{');
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
