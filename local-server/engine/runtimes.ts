import type { Artefact } from '../../contract/artefact';
import type { Log } from '../log';
import { openPythonSession } from '../python/pythonSession';
import type { Engine, Session } from './engine';
import { loadPacked } from './packedSession';
import { withTensorOutputs } from './tensorOutputs';

/** What a scorer has to compute with. */
export interface Runtimes {
  engine: Engine;
  /** The interpreter of the project, for models with the runtime `python`. */
  python: string | undefined;
  log: Log;
}

/**
 * Loads the file of an artefact into the runtime that it is for.
 *
 * @throws Failure of `openPythonSession`; what the ONNX runtime throws.
 */
export function openSession(
  artefact: Artefact,
  graph: Uint8Array,
  { engine, python, log }: Runtimes,
): Promise<Session> {
  if (artefact.runtime === 'python') return openPythonSession(artefact, graph, python, log);
  return loadPacked(engine, withTensorOutputs(graph).graph);
}
