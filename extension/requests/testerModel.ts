import { Failure } from '../../contract/failure';
import { ARTEFACT_FILE, readArtefact } from '../../contract/readArtefact';
import type { TesterModel } from '../../contract/testerMessages';

/**
 * What the form is made from, read from the text of a model.json.
 *
 * @throws Failure `artefact-missing`, or those of `readArtefact`.
 */
export function testerModel(text: string | undefined, artefactFolder: string): TesterModel {
  if (text === undefined) {
    throw new Failure(
      'artefact-missing',
      `There is no ${ARTEFACT_FILE} in ${artefactFolder}: the model has not been trained.`,
      'Run "Bellhop: Train Model", or restore the artefact from git.',
    );
  }
  const { name, version, description, task, input, outputs, examples, golden, ...more } = readArtefact(text);
  const { quantiles, additive, threshold } = more;
  return {
    name,
    version,
    ...(description !== undefined && { description }),
    task,
    input,
    outputs,
    examples,
    golden,
    ...(quantiles && { quantiles }),
    ...(additive && { additive }),
    ...(threshold !== undefined && { threshold }),
  };
}
