import type { CommandContext } from '../commandLine/terminal';
import { openProject, requireModel } from '../projects/project';
import { confirmInstall, stepReport } from './confirmInstall.cli';
import { findEnvironment } from './environment';
import { setUpLines, setUpProject } from './setUp';

/**
 * `bellhop setup [FOLDER]`: makes a fresh clone of a model project ready for work and gives `{"project", "python",
 * "hooks", "missing"}`: the environment's interpreter, whether the git hooks are installed, and the training data that
 * is not there, with where it comes from.
 */
export async function setUpCommand(
  context: CommandContext,
  folder: string,
  options: { python?: string },
): Promise<void> {
  const project = requireModel(await openProject(folder));
  const hints = options.python === undefined ? {} : { setting: options.python };
  const environment = await findEnvironment(project, hints, context.signal);
  await confirmInstall(context, environment);
  const done = await setUpProject(project, environment, stepReport(context), context.signal);
  context.terminal.result(
    { project: project.folder, ...done },
    [`${project.name} is set up.`, ...setUpLines(done)].join('\n'),
  );
}
