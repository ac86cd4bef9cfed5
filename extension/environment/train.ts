import type { Artefact } from '../../contract/artefact';
import { openArtefact, type ModelProject } from '../projects/project';
import { install, projectProgram, type Environment } from './environment';
import { runSteps, type StepReport } from './steps';

/**
 * Trains a model project in its environment, installing first what is missing.
 *
 * @returns the artefact that training wrote.
 * @throws Failure where a step fails or training refuses the model (the artefact before it is kept); Cancelled when
 *   the signal aborts.
 */
export async function train(
  project: ModelProject,
  environment: Environment,
  report: StepReport,
  signal?: AbortSignal,
): Promise<Artefact> {
  await install(environment, report, signal);
  const program = projectProgram(project, environment.python, 'train');
  await runSteps([{ title: `Train ${project.name}`, program }], report, signal);
  return openArtefact(project);
}

const PYTHON_TEXT =
  'ONNX cannot express this model: its runtime is "python", and the Python of the project scores it';

/** The metrics and the parity result as lines for people. */
export function summary(artefact: Artefact): string[] {
  const metrics = artefact.metrics.map(({ title, value }) => `${title}: ${Number(value.toPrecision(4))}`);
  if (artefact.runtime === 'python') return [...metrics, PYTHON_TEXT];
  return artefact.parity ? [...metrics, parityText(artefact.parity)] : metrics;
}

function parityText({ rows, probes, worst, tolerance }: NonNullable<Artefact['parity']>): string {
  const checked = `${rows} rows and ${probes} probes`;
  return `ONNX agrees with scikit-learn on ${checked} (worst ${worst.toExponential(1)}, allowed ${tolerance})`;
}
