import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Cancelled, Failure } from '../../contract/failure';
import { isGraphFile } from '../../contract/readArtefact';
import { isApiProject, type ApiProject } from '../api/apiProject';
import type { CommandContext } from '../commandLine/terminal';
import { servingPython } from '../environment/servingPython';
import { openProject, requireModel, type ModelProject } from '../projects/project';
import { imageSettings, type ImageOptions } from './container/imageOptions.cli';
import { orphanWords } from './container/orphans';
import { startInContainer } from './container/startInContainer';
import type { Scorer, ScorerEvents } from './scorer';
import { startScorer } from './scorerProcess';

export interface ServeOptions extends ImageOptions {
  port: number;
  /** The interpreter for a model that needs one. */
  python?: string;
  /** So many processes score. */
  workers?: number;
  container?: boolean;
  /** In MiB; 0 sets no limit. */
  memory: number;
  cpus: number;
}

/**
 * `bellhop serve [PATH]`: serves the model of a project, the API of an API project, an ONNX file, or the model in a folder
 * that is no project, until it is interrupted, and gives `{"url", "port", "model"}` and the `pid` or `engine` that runs it as soon as the model
 * answers. The scorer has ended before the command does.
 */
export async function serveCommand(
  context: CommandContext,
  place: string,
  options: ServeOptions,
): Promise<void> {
  const { terminal } = context;
  if (options.workers !== undefined && options.container) {
    const message = 'A container has one scorer process: --workers does not go with --container.';
    throw new Failure('wrong-use', message, 'Leave one of the two out; see bellhop serve --help.');
  }
  const api = await apiAt(path.resolve(place));
  if (api) {
    const { serveApi } = await import('../api/serveApi.cli');
    await serveApi(context, api, options);
    return;
  }
  const served = await servedAt(path.resolve(place));
  const isForeign = !('kind' in served);
  if (isForeign && options.container) {
    const message = 'A container serves the model of a project, not an ONNX file alone.';
    throw new Failure('wrong-use', message, 'Leave --container out, or give the folder of a project.');
  }
  const events: ScorerEvents = {
    onLog: (line) => terminal.output(`${line}\n`),
    onModel: ({ name, version }) => terminal.progress(`${name} ${version} answers now.`),
    onRefused: (failure) =>
      terminal.progress(`The new artefact was refused: ${failure.message} ${failure.next}`),
    onProgress: (message) => terminal.progress(message),
  };
  const scorer =
    options.container && !isForeign
      ? await inContainer(context, served, options, events)
      : await asProcess(context, served, options, events);
  await untilInterrupted(context, scorer);
}

/** Says where a scorer or an API answers, and ends it when the command is interrupted. */
export async function untilInterrupted(
  { terminal, signal }: CommandContext,
  scorer: Scorer & { pid?: number },
): Promise<never> {
  const { url, port, model, engine, pid } = scorer;
  const runner = pid === undefined ? { engine } : { pid };
  terminal.result({ url, port, model, ...runner }, `${model.name} ${model.version} answers at ${url}`);
  await Promise.race([scorer.ended, aborted(signal)]);
  if (!signal.aborted) throw await scorer.ended;
  await scorer.stop();
  throw new Cancelled();
}

/** The API project in a folder; undefined where there is something else, or nothing. */
async function apiAt(place: string): Promise<ApiProject | undefined> {
  const project = await openProject(place).catch((error: unknown) => {
    // What is wrong is told by whoever looks for a model.
    if (error instanceof Failure) return undefined;
    throw error;
  });
  return project && isApiProject(project) ? project : undefined;
}

/** An ONNX file that belongs to no project, or the folder that it lies in. */
type ForeignPlace = Pick<ModelProject, 'folder' | 'artefact'>;

async function servedAt(place: string): Promise<ModelProject | ForeignPlace> {
  if (isGraphFile(place)) return { folder: path.dirname(place), artefact: place };
  try {
    return requireModel(await openProject(place));
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'not-a-project') throw error;
    const files = await readdir(place).catch((): string[] => []);
    if (files.some(isGraphFile)) return { folder: place, artefact: place };
    throw error;
  }
}

/** Starts the scorer of a command as a child process, which the command has to stop. */
export async function asProcess(
  { signal, root }: Pick<CommandContext, 'signal' | 'root'>,
  served: ModelProject | ForeignPlace,
  options: Pick<ServeOptions, 'port' | 'python' | 'workers'>,
  events: Partial<ScorerEvents>,
): Promise<Scorer> {
  const hints = options.python === undefined ? {} : { setting: options.python };
  const python =
    'kind' in served ? await servingPython(served, () => Promise.resolve(hints), signal) : undefined;
  const script = path.join(root, 'dist', 'scorer.js');
  return startScorer({
    ...events,
    script,
    project: served.folder,
    artefact: served.artefact,
    isForeign: !('kind' in served),
    python,
    port: options.port,
    workers: options.workers,
    signal,
  });
}

function inContainer(
  { terminal, signal, root }: CommandContext,
  project: ModelProject,
  options: ServeOptions,
  events: ScorerEvents,
): Promise<Scorer> {
  const { port, memory, cpus } = options;
  return startInContainer({
    root,
    project,
    port,
    settings: { host: '', image: imageSettings(options), limits: { memory, cpus } },
    events,
    onOrphans: (orphans) => terminal.progress(orphanWords(orphans)),
    signal,
  });
}

/** Reads a port number of the command line. */
export function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new Failure('wrong-use', `"${text}" is no port.`, 'Give a port from 0 to 65535; 0 takes a free one.');
}

/** Reads a number of processes of the command line; the scorer says which are too many. */
export function workerNumber(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new Failure(
    'wrong-use',
    `"${text}" is no number of processes.`,
    'Give a number such as 2; see bellhop serve --help.',
  );
}

/** Reads a limit of the command line. */
export function limit(text: string): number {
  if (/^\d{1,7}(\.\d+)?$/.test(text)) return Number(text);
  throw new Failure('wrong-use', `"${text}" is no limit.`, 'Give a number such as 2; 0 sets no limit.');
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
