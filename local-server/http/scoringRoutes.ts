import { predictRoute } from './predict';
import type { ScoringRoute } from './scoringRoute';

/** Every way to ask for scores. They are answered on node:http, in front of the Express app. */
export const SCORING_ROUTES: readonly ScoringRoute[] = [predictRoute];
