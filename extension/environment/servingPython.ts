import { Cancelled } from '../../contract/failure';
import { exists } from '../files/exists';
import { openArtefact, type ModelProject } from '../projects/project';
import { findInterpreter, venvPython, type InterpreterHints } from './interpreter';

/**
 * The interpreter that a project's scorer is handed. A model with the runtime `python` needs one; any other may become
 * such a model by its next training, for which the project's `.venv` is handed over without looking any further.
 *
 * @param hints asked for only where the model needs Python: the editor may have to wait for them.
 * @returns undefined where none is needed and the project has no `.venv`.
 * @throws Failure where one is needed and none is found; Cancelled when the signal aborts.
 */
export async function servingPython(
  project: ModelProject,
  hints: () => Promise<InterpreterHints>,
  signal?: AbortSignal,
): Promise<string | undefined> {
  // What is wrong with an artefact is for the scorer to say.
  const artefact = await openArtefact(project).catch(() => undefined);
  if (signal?.aborted) throw new Cancelled();
  if (artefact?.runtime === 'python') {
    return (await findInterpreter(project.folder, await hints(), signal)).path;
  }
  const own = venvPython(project.folder, process.platform);
  return (await exists(own)) ? own : undefined;
}
