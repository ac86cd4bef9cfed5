import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Cancelled, Failure } from '../../contract/failure';
import { isGraphFile } from '../../contract/readArtefact';
import type { CommandContext } from '../commandLine/terminal';
import { servingPython } from '../environment/servingPython';
import { openProject, requireModel, type Project } from '../projects/project';
import { endedEarly, startScorer } from './scorerProcess';

/**
 * `bellhop serve [PATH]`: serves the model of a project, an ONNX file, or the one in a folder that is no project, until
 * it is interrupted, and gives `{"url", "port", "model",
 * "pid"}` as soon as the model answers. The scorer has ended before the command does.
 */
export async function serveCommand(
  { terminal, signal, root }: CommandContext,
  place: string,
  options: { port: number; python?: string },
): Promise<void> {
  const { project, python } = await servedBy(place, options.python, signal);
  const scorer = await startScorer({
    script: path.join(root, 'dist', 'scorer.js'),
    project: project.folder,
    artefact: project.artefact,
    python,
    port: options.port,
    onLog: (line) => terminal.output(`${line}\n`),
    onModel: ({ name, version }) => terminal.progress(`${name} ${version} answers now.`),
    onRefused: (failure) =>
      terminal.progress(`The new artefact was refused: ${failure.message} ${failure.next}`),
    signal,
  });
  const { url, port, model, pid } = scorer;
  terminal.result({ url, port, model, pid }, `${model.name} ${model.version} answers at ${url}`);
  await Promise.race([scorer.exited, aborted(signal)]);
  if (!signal.aborted) throw endedEarly(await scorer.exited);
  await scorer.stop();
  throw new Cancelled();
}

interface Served {
  /** The folder that the scorer belongs to, and where its artefact lies. */
  project: Pick<Project, 'folder' | 'artefact'>;
  /** The interpreter for a model that needs Python. */
  python: string | undefined;
}

async function servedBy(place: string, python: string | undefined, signal: AbortSignal): Promise<Served> {
  const absolute = path.resolve(place);
  const file = (folder: string): Served => ({ project: { folder, artefact: absolute }, python: undefined });
  if (isGraphFile(absolute)) return file(path.dirname(absolute));
  try {
    const project = requireModel(await openProject(absolute));
    const hints = python === undefined ? {} : { setting: python };
    return { project, python: await servingPython(project, () => Promise.resolve(hints), signal) };
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'not-a-project') throw error;
    const files = await readdir(absolute).catch((): string[] => []);
    if (files.some(isGraphFile)) return file(absolute);
    throw error;
  }
}

/** Reads a port number of the command line. */
export function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new Failure('wrong-use', `"${text}" is no port.`, 'Give a port from 0 to 65535; 0 takes a free one.');
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
