import path from 'node:path';
import { Cancelled, Failure } from '../../contract/failure';
import type { CommandContext } from '../commandLine/terminal';
import { servingPython } from '../environment/servingPython';
import { openProject, requireModel } from '../projects/project';
import { endedEarly, startScorer } from './scorerProcess';

/**
 * `bellhop serve [FOLDER]`: serves the project's model until it is interrupted, and gives `{"url", "port", "model",
 * "pid"}` as soon as the model answers. The scorer has ended before the command does.
 */
export async function serveCommand(
  { terminal, signal, root }: CommandContext,
  folder: string,
  options: { port: number; python?: string },
): Promise<void> {
  const project = requireModel(await openProject(folder));
  const hints = options.python === undefined ? {} : { setting: options.python };
  const python = await servingPython(project, () => Promise.resolve(hints), signal);
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
