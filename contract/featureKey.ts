/** A key of a data source is at most this long, in characters. */
export const LONGEST_FEATURE_KEY = 500;

/**
 * Whether a text can stand as one segment of a path in `POST /predict/{key}`. A URL drops the segments `.` and `..`, however
 * they are escaped, and half a surrogate pair cannot be escaped at all.
 */
export function isFeatureKey(text: unknown): text is string {
  return (
    typeof text === 'string' &&
    text.trim() !== '' &&
    text.length <= LONGEST_FEATURE_KEY &&
    text !== '.' &&
    text !== '..' &&
    !/\p{Surrogate}/u.test(text)
  );
}

/** The route of a request by key, below a target's address. */
export function keyRoute(featureKey: string): string {
  return `predict/${encodeURIComponent(featureKey)}`;
}

/** POST /predict/{key} takes this: what replaces features of the data source, and that those used come with the answer. */
export interface KeyRequest {
  overrides: Record<string, unknown>;
  features: true;
}

/** A feature that a row by key was scored with, and where its value came from. */
export interface UsedFeature {
  value: unknown;
  from: 'datasource' | 'override';
}
