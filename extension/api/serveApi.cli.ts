import path from 'node:path';
import { Failure } from '../../contract/failure';
import type { CommandContext } from '../commandLine/terminal';
import { untilInterrupted, type ServeOptions } from '../scorer/serve.cli';
import { prepareApi } from './apiEnvironment';
import { startApiProcess } from './apiProcess';
import type { ApiProject } from './apiProject';

/**
 * `bellhop serve` in an API project: its API in the project's environment, which is made where there is none, or with
 * `--container` in a container of an image that is built of it, until it is interrupted. It has ended before the command
 * does.
 */
export async function serveApi(
  context: CommandContext,
  project: ApiProject,
  options: ServeOptions,
): Promise<never> {
  const { terminal, signal, root } = context;
  if (options.workers !== undefined) {
    const message = 'An API has as many processes as WEB_CONCURRENCY says, not --workers.';
    throw new Failure('wrong-use', message, 'Leave --workers out, and set the variable.');
  }
  const report = {
    onStep: (title: string) => terminal.progress(title),
    onOutput: (text: string) => terminal.output(text),
  };
  const hints = options.python === undefined ? {} : { setting: options.python };
  if (options.container) {
    const { runInContainer } = await import('./apiContainer');
    const container = await runInContainer({
      project,
      host: '',
      limits: { memory: options.memory, cpus: options.cpus },
      hints,
      port: options.port,
      onLog: (line) => terminal.output(`${line}\n`),
      onProgress: (words) => terminal.progress(words),
      signal,
    });
    return untilInterrupted(context, container);
  }
  const python = await prepareApi(project, { hints, report, signal });
  const api = await startApiProcess({
    keeper: path.join(root, 'dist', 'keeper.js'),
    project,
    python,
    port: options.port,
    onLog: (line) => terminal.output(`${line}\n`),
    signal,
  });
  return untilInterrupted(context, api);
}
