import path from 'node:path';
import { Cancelled, Failure } from '../../contract/failure';
import type { CommandContext } from '../commandLine/terminal';
import { servingPython } from '../environment/servingPython';
import { openProject, requireModel, type Project } from '../projects/project';
import { imageSettings, type ImageOptions } from './container/imageOptions.cli';
import { orphanWords } from './container/orphans';
import { startInContainer } from './container/startInContainer';
import type { Scorer, ScorerEvents } from './scorer';
import { startScorer } from './scorerProcess';

export interface ServeOptions extends ImageOptions {
  port: number;
  /** The interpreter for a model that needs one. */
  python?: string;
  container?: boolean;
  /** In MiB; 0 sets no limit. */
  memory: number;
  cpus: number;
}

/**
 * `bellhop serve [FOLDER]`: serves the project's model until it is interrupted, and gives `{"url", "port", "model"}` and
 * the `pid` or `engine` that runs it as soon as the model answers. The scorer has ended before the command does.
 */
export async function serveCommand(
  context: CommandContext,
  folder: string,
  options: ServeOptions,
): Promise<void> {
  const { terminal, signal } = context;
  const project = requireModel(await openProject(folder));
  const events: ScorerEvents = {
    onLog: (line) => terminal.output(`${line}\n`),
    onModel: ({ name, version }) => terminal.progress(`${name} ${version} answers now.`),
    onRefused: (failure) =>
      terminal.progress(`The new artefact was refused: ${failure.message} ${failure.next}`),
    onProgress: (message) => terminal.progress(message),
  };
  const scorer = await (options.container ? inContainer : asProcess)(context, project, options, events);
  const { url, port, model, engine } = scorer;
  const runner = 'pid' in scorer ? { pid: scorer.pid } : { engine };
  terminal.result({ url, port, model, ...runner }, `${model.name} ${model.version} answers at ${url}`);
  await Promise.race([scorer.ended, aborted(signal)]);
  if (!signal.aborted) throw await scorer.ended;
  await scorer.stop();
  throw new Cancelled();
}

async function asProcess(
  { signal, root }: CommandContext,
  project: Project,
  options: ServeOptions,
  events: ScorerEvents,
): Promise<Scorer> {
  const hints = options.python === undefined ? {} : { setting: options.python };
  const python = await servingPython(project, () => Promise.resolve(hints), signal);
  const script = path.join(root, 'dist', 'scorer.js');
  return startScorer({
    ...events,
    script,
    project: project.folder,
    artefact: project.artefact,
    python,
    port: options.port,
    signal,
  });
}

function inContainer(
  { terminal, signal, root }: CommandContext,
  project: Project,
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
