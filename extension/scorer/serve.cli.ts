import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Cancelled, Failure } from '../../contract/failure';
import { isGraphFile } from '../../contract/readArtefact';
import type { CommandContext } from '../commandLine/terminal';
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
  options: { port: number },
): Promise<void> {
  const project = await servedBy(place);
  const scorer = await startScorer({
    script: path.join(root, 'dist', 'scorer.js'),
    project: project.folder,
    artefact: project.artefact,
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

/** The folder that the scorer belongs to, and where its artefact lies. */
async function servedBy(place: string): Promise<Pick<Project, 'folder' | 'artefact'>> {
  const absolute = path.resolve(place);
  if (isGraphFile(absolute)) return { folder: path.dirname(absolute), artefact: absolute };
  try {
    return requireModel(await openProject(absolute));
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'not-a-project') throw error;
    const files = await readdir(absolute).catch((): string[] => []);
    if (files.some(isGraphFile)) return { folder: absolute, artefact: absolute };
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
