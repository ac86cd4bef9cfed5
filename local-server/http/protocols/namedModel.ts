import type { Model } from '../../model/model';
import type { ServedModel } from '../../model/servedModel';
import { HttpProblem, noModel } from '../problem';
import type { Parameters } from '../scoringRoute';

interface NameParameters {
  model?: string | undefined;
  version?: string | undefined;
}

/**
 * Checks that a path names the model that is served: its `model`, and its `version` where the path has one.
 *
 * @throws HttpProblem 404 for another.
 */
export function checkName({ artefact }: Model, { model, version }: NameParameters): void {
  if (model === artefact.name && (version === undefined || version === artefact.version)) return;
  throw noSuchModel({ model, version });
}

export function noSuchModel({ model = '', version }: NameParameters): HttpProblem {
  const versioned = version === undefined ? '' : ` with version ${version.slice(0, 100)}`;
  return new HttpProblem(404, 'no-such-model', `Model ${model.slice(0, 100)}${versioned} not found`);
}

/** The model that is served, where it is the one that the path names. */
export function namedModel({ model }: ServedModel, parameters: Parameters): Model {
  if (!model) throw noModel();
  checkName(model, parameters);
  return model;
}
