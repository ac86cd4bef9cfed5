import { predictRoute } from './predict';
import { kserveV1 } from './protocols/kserveV1';
import { mlflow } from './protocols/mlflow/mlflow';
import { openInference } from './protocols/openInference/openInference';
import type { Protocol } from './protocols/protocol';
import type { ScoringRoute } from './scoringRoute';

/** Bellhop's own way to ask for scores. All are answered on node:http, in front of the Express app. */
export const SCORING_ROUTES: readonly ScoringRoute[] = [predictRoute];

/** Every protocol of others. Another one is another file and another line here. */
export const PROTOCOLS: readonly Protocol[] = [openInference, mlflow, kserveV1];
