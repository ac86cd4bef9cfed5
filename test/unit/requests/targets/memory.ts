import type { ChoiceMemory } from '../../../../extension/requests/targets/target';
import type { Secrets } from '../../../../extension/requests/targets/urlTargets';

/** A memory as the editor's: what it keeps is JSON. */
export function choiceMemory(): ChoiceMemory {
  const kept = new Map<string, string>();
  return {
    get: (key) => JSON.parse(kept.get(key) ?? 'null') as unknown,
    update: (key, value) => Promise.resolve(void kept.set(key, JSON.stringify(value))),
  };
}

/** Secrets as the editor's, which a test can look into. */
export function secretStore(): Secrets & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    get: (key) => Promise.resolve(kept.get(key)),
    store: (key, value) => Promise.resolve(void kept.set(key, value)),
    delete: (key) => Promise.resolve(void kept.delete(key)),
  };
}
