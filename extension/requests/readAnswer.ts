import type { UsedFeature } from '../../contract/featureKey';
import type { PredictResponse, Problem, RowProblem, RowWarning } from '../../contract/scoring';
import { isRecord } from '../../contract/version';

/** The parsed body of an answer with status 200 as a prediction, or undefined where it is something else. */
export function readPrediction(document: unknown): PredictResponse | undefined {
  if (!isRecord(document)) return undefined;
  const { model, request_id: requestId, predictions, warnings } = document;
  const holds =
    isRecord(model) &&
    typeof model['name'] === 'string' &&
    typeof model['version'] === 'string' &&
    typeof requestId === 'string' &&
    Array.isArray(predictions) &&
    Array.isArray(warnings) &&
    warnings.every(isWarning);
  return holds ? (document as unknown as PredictResponse) : undefined;
}

/** The features that a request by key was scored with, or undefined where the parsed body tells none. */
export function readFeatures(document: unknown): Record<string, UsedFeature> | undefined {
  const features = isRecord(document) ? document['features'] : undefined;
  if (!isRecord(features) || !Object.values(features).every(isUsedFeature)) return undefined;
  return features as Record<string, UsedFeature>;
}

/** The parsed body of any other answer as problem+json, or undefined where it is something else. */
export function readProblem(document: unknown): Problem | undefined {
  if (!isRecord(document) || typeof document['title'] !== 'string') return undefined;
  const { detail, errors, status, type, title, request_id: requestId } = document;
  return {
    type: typeof type === 'string' ? type : 'about:blank',
    title,
    status: typeof status === 'number' ? status : 0,
    detail: typeof detail === 'string' ? detail : '',
    request_id: typeof requestId === 'string' ? requestId : '',
    errors: Array.isArray(errors) ? errors.filter(isRowProblem) : [],
  };
}

function isUsedFeature(value: unknown): value is UsedFeature {
  return (
    isRecord(value) && 'value' in value && (value['from'] === 'datasource' || value['from'] === 'override')
  );
}

function isWarning(value: unknown): value is RowWarning {
  return (
    isRecord(value) &&
    typeof value['row'] === 'number' &&
    typeof value['column'] === 'string' &&
    typeof value['observed'] === 'string'
  );
}

function isRowProblem(value: unknown): value is RowProblem {
  return (
    isRecord(value) &&
    typeof value['expected'] === 'string' &&
    ['number', 'undefined'].includes(typeof value['row']) &&
    ['string', 'undefined'].includes(typeof value['column'])
  );
}
