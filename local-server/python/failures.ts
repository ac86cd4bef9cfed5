import { Failure } from '../../contract/failure';
import type { Frame } from './frames';
import { EngineError, engineError } from '../engine/engineError';
import type { Worker, WorkerEnded } from './worker';

/** What goes wrong with a worker, as failures. They reach callers of the scorer: no path and no traceback is in them. */

const INSTALL = 'Install the environment of the project: train the model in Bellhop, or run "bellhop train".';
const LOOK = "Look at the scorer's log.";

/** A worker that ended before its model was loaded. */
export function startFailure(module: string, worker: Worker, ended: WorkerEnded): Failure {
  const missing = worker.lastLines
    .map((line) => /No module named '?([\w.]+)'?/.exec(line)?.[1])
    .find((name) => name !== undefined);
  if (missing !== undefined) return packageMissing(module, missing);
  if (ended.message.startsWith('it could not be started')) {
    const message = `The Python that was chosen for the project cannot run: ${ended.message}.`;
    return new Failure('python-unusable', message, INSTALL, { cause: ended });
  }
  const message = `The Python worker ${module} ended before it had loaded the model (${ended.message}).`;
  return new Failure('worker-failed', message, LOOK, { cause: ended });
}

/** A worker that said why it does not load the model. */
export function refusalFailure(module: string, { header }: Frame): Failure {
  const { error } = header;
  const words = engineError(header['message']).message;
  if (error === 'TypesNotTrusted') {
    return new Failure(
      'types-not-trusted',
      `model.skops holds types that model.json does not list as trusted: ${words}.`,
      'Train the model again. Load no model from somebody you do not trust.',
    );
  }
  if (typeof header['module'] === 'string') return packageMissing(module, header['module']);
  return new Failure(
    'model-not-loaded',
    `The Python worker ${module} cannot load model.skops: ${String(error)}: ${words}.`,
    'Train the model again with the Python that is to serve it.',
  );
}

/** The worker of a model that was being served, or was about to be, is gone. */
export function endedFailure(ended: WorkerEnded): Failure {
  const message = `The Python worker of the model ended unexpectedly (${ended.message}).`;
  return new Failure('worker-ended', message, 'It is being started again: ask again in a moment.', {
    cause: ended,
  });
}

/** The model's own code raised an exception on valid rows: it refuses them, as an ONNX runtime may. */
export function raised({ header }: Frame): EngineError {
  return new EngineError(`${String(header['error'])}, with its traceback in the scorer's log`);
}

function packageMissing(module: string, missing: string): Failure {
  const message = `The Python of the project cannot run ${module}: it has no module "${missing}".`;
  return new Failure('package-missing', message, INSTALL);
}
