import { Failure } from '../../contract/failure';
import type { Project } from '../projects/project';

/** A project that serves the model of a package. */
export interface ApiProject extends Project {
  kind: 'api';
}

export function isApiProject(project: Project): project is ApiProject {
  return project.kind === 'api';
}

/** Requires an API project, for what only those can do. */
export function requireApi(project: Project): ApiProject {
  if (isApiProject(project)) return project;
  throw new Failure(
    'not-an-api-project',
    `${project.name} is not an API project, so it serves no model package.`,
    'Choose an API project, or make one with "bellhop new api".',
  );
}
