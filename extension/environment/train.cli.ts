import { Cancelled } from '../../contract/failure';
import { ask } from '../commandLine/ask';
import type { CommandContext } from '../commandLine/terminal';
import { openProject, requireModel } from '../projects/project';
import { findEnvironment } from './environment';
import { summary, train } from './train';

/**
 * `bellhop train [FOLDER]`: trains the model project and gives `{"project", "model", "runtime", "metrics",
 * "parity"}`. A missing
 * environment is made; a person at the terminal is asked first.
 */
export async function trainCommand(
  { terminal, signal, mayAsk }: CommandContext,
  folder: string,
  options: { python?: string },
): Promise<void> {
  const project = requireModel(await openProject(folder));
  const hints = options.python === undefined ? {} : { setting: options.python };
  const environment = await findEnvironment(project, hints, signal);
  const { interpreter, install } = environment;
  terminal.progress(`Python ${interpreter.version} (${interpreter.path})`);
  if (install.length > 0 && mayAsk) {
    const answer = await ask('Install the packages of the project into .venv? (yes, no)', 'yes', signal);
    if (!/^y/i.test(answer)) throw new Cancelled();
  }
  const report = {
    onStep: (title: string) => terminal.progress(title),
    onOutput: (text: string) => terminal.output(text),
  };
  const artefact = await train(project, environment, report, signal);
  const { name, version, runtime, metrics, parity } = artefact;
  terminal.result(
    { project: project.folder, model: { name, version }, runtime, metrics, parity },
    [`Trained ${name} ${version}`, ...summary(artefact)].join('\n'),
  );
}
