import type { CommandContext } from '../commandLine/terminal';
import { openProject, requireModel } from '../projects/project';
import { confirmInstall, stepReport } from './confirmInstall.cli';
import { findEnvironment } from './environment';
import { summary, train } from './train';

/**
 * `bellhop train [FOLDER]`: trains the model project and gives `{"project", "model", "runtime", "metrics",
 * "parity"}`. A missing
 * environment is made; a person at the terminal is asked first.
 */
export async function trainCommand(
  context: CommandContext,
  folder: string,
  options: { python?: string },
): Promise<void> {
  const { terminal, signal } = context;
  const project = requireModel(await openProject(folder));
  const hints = options.python === undefined ? {} : { setting: options.python };
  const environment = await findEnvironment(project, hints, signal);
  await confirmInstall(context, environment);
  const artefact = await train(project, environment, stepReport(context), signal);
  const { name, version, runtime, metrics, parity } = artefact;
  terminal.result(
    { project: project.folder, model: { name, version }, runtime, metrics, parity },
    [`Trained ${name} ${version}`, ...summary(artefact)].join('\n'),
  );
}
