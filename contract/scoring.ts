import type { Prediction, Scalar } from './artefact';

/** Scoring over HTTP, the same for the scorer and the Flask API: what each endpoint takes and gives. */

/** POST /predict takes this, as application/json. */
export interface PredictRequest {
  rows: Record<string, unknown>[];
}

export interface ModelName {
  name: string;
  version: string;
}

/** POST /predict answers this with status 200: one prediction a row, in order. */
export interface PredictResponse {
  model: ModelName;
  request_id: string;
  predictions: Prediction[];
  warnings: RowWarning[];
  /** How many warnings there are beyond those listed; absent where all are. */
  more_warnings?: number;
}

/** A value that scored although training saw nothing like it. `observed` says in words what training saw. */
export interface RowWarning {
  row: number;
  column: string;
  got: unknown;
  observed: string;
}

/** A reason to refuse a request. `row` counts from 0 and is absent where the body as a whole is wrong. */
export interface RowProblem {
  row?: number;
  column?: string;
  got: unknown;
  expected: string;
}

/** An error, as application/problem+json (RFC 9457), with the request id and the list of problems. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  request_id: string;
  errors: RowProblem[];
}

/** GET /health/ready: 200 with `ready`, else 503; `stopping` once the scorer was told to end. */
export interface Readiness {
  status: 'ready' | 'loading' | 'failed' | 'stopping';
  model?: ModelName & { digest: string };
  build: { commit: string | null; version: string };
  /** Why the newest artefact is not the one that is served. */
  reason?: string;
}

/** GET /examples: rows that score, each with its title, ready to be sent. */
export interface ExamplesResponse {
  examples: { title: string; rows: Record<string, Scalar>[] }[];
}
