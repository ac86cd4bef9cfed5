import { Failure } from './failure';
import { checkSchemaVersion, isRecord, parseJson } from './version';

/** `bellhop.json`, at the root of every project. project.schema.json says the same as JSON Schema. */
export const PROJECT_FILE = 'bellhop.json';
export const PROJECT_SCHEMA = 1;

export interface ProjectFile {
  schema: number;
  kind: 'model' | 'api';
  name: string;
  /** The Python package of the project, below `src/`. */
  package: string;
  /**
   * The folder of the artefact, relative to the project's root, with forward slashes. Every model project has one; an
   * API project has none, since it serves the artefact of a package.
   */
  artefact?: string;
  /** Of an API project: whether a new version of its model goes to the test environment by itself; `manual` if absent. */
  upgrade?: 'manual' | 'auto';
  /** Of a model project: `laptop` commits the artefact, `pipeline` leaves it to the pipeline; `laptop` if absent. */
  trainIn?: 'laptop' | 'pipeline';
  /** The files that a model is trained on and that not every clone has. */
  data?: DataFile[];
}

/** A file of training data. */
export interface DataFile {
  /** Relative to the project's root, with forward slashes. */
  file: string;
  /** Where it comes from, in words for whoever lacks it. */
  from: string;
}

/**
 * Reads the text of a bellhop.json.
 *
 * @param file the file's name for the messages.
 * @throws Failure `project-broken`, or those of `checkSchemaVersion`, each naming the file and the key.
 */
export function readProjectFile(text: string, file: string = PROJECT_FILE): ProjectFile {
  const document = parseJson(text, file, 'project-broken');
  checkSchemaVersion(document, file, PROJECT_SCHEMA);
  const { schema, kind, name, package: packageName, artefact, upgrade, data, train_in: trainIn } = document;
  const broken = (key: string, expected: string): Failure =>
    new Failure('project-broken', `${file}: "${key}" must be ${expected}.`, `Correct "${key}" in ${file}.`);
  if (kind !== 'model' && kind !== 'api') throw broken('kind', '"model" or "api"');
  if (typeof name !== 'string' || name === '') throw broken('name', 'a text');
  if (typeof packageName !== 'string' || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(packageName)) {
    throw broken('package', 'the name of a Python package');
  }
  if (trainIn !== undefined && trainIn !== 'laptop' && trainIn !== 'pipeline') {
    throw broken('train_in', '"laptop" or "pipeline"');
  }
  if (data !== undefined && !(Array.isArray(data) && data.every(isDataFile))) {
    throw broken('data', 'a list of files inside the project, each with "file" and "from"');
  }
  const project: ProjectFile = {
    schema: schema as number,
    kind,
    name,
    package: packageName,
    ...(trainIn && { trainIn }),
    ...(data && { data }),
  };
  if (upgrade !== undefined) {
    if (kind !== 'api') throw broken('upgrade', 'absent from a model project');
    if (upgrade !== 'manual' && upgrade !== 'auto') throw broken('upgrade', '"manual" or "auto"');
    project.upgrade = upgrade;
  }
  if (artefact === undefined && kind === 'api') return project;
  if (typeof artefact !== 'string' || !isInside(artefact)) {
    throw broken('artefact', 'a folder inside the project, such as "src/my_model/artefacts"');
  }
  return { ...project, artefact };
}

function isDataFile(value: unknown): value is DataFile {
  if (!isRecord(value)) return false;
  const { file, from } = value;
  return typeof file === 'string' && isInside(file) && typeof from === 'string';
}

/** Whether a relative path with forward slashes stays inside the folder that it starts from. */
function isInside(path: string): boolean {
  return path !== '' && !/^([/\\]|[A-Za-z]:)/.test(path) && !path.split(/[/\\]/).includes('..');
}

/** The Failure of a folder that is no project. */
export function notAProject(folder: string): Failure {
  return new Failure(
    'not-a-project',
    `${folder} is not a Bellhop project: it holds no ${PROJECT_FILE}.`,
    'Open a project folder, or make one with "bellhop new model".',
  );
}
