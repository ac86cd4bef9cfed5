import type { Artefact } from './artefact';
import { Failure } from './failure';

/** Why a scorer without the project's own Python, such as one in a container, cannot serve a model, and what can. */
export function pythonNeeded(): Failure {
  return new Failure(
    'python-needed',
    'ONNX cannot express this model (runtime "python"): only the Python of its own project scores it, and this scorer has none.',
    'Use the embedded scorer: Start Scorer in the project, or "bellhop serve".',
  );
}

/**
 * For places that have no Python, such as a container with the scorer.
 *
 * @throws Failure `python-needed` for a model with the runtime `python`.
 */
export function requireNoPython({ runtime }: Artefact): void {
  if (runtime === 'python') throw pythonNeeded();
}
