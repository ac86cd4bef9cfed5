import { Failure, reason } from '../../contract/failure';
import type { Log } from '../log';
import { TRAIN_AGAIN, type ArtefactFolder } from '../model/artefactFolder';
import { openPythonSession } from '../python/pythonSession';
import type { Engine, Session } from './engine';
import { loadPacked } from './packedSession';

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
 * @throws Failure `graph-broken`, or those of `openPythonSession`.
 */
export async function openSession(
  { artefact, file, content }: ArtefactFolder,
  { engine, python, log }: Runtimes,
): Promise<Session> {
  if (artefact.runtime === 'python') return openPythonSession(artefact, content, python, log);
  try {
    return await loadPacked(engine, content);
  } catch (cause) {
    const message = `${file} cannot be loaded by the ${engine.name} runtime: ${reason(cause)}`;
    throw new Failure('graph-broken', message, TRAIN_AGAIN, { cause });
  }
}
