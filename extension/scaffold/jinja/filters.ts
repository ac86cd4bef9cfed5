import type { Filter } from './runtime';
import { SEQUENCE_FILTERS } from './sequenceFilters';
import { TEXT_FILTERS } from './textFilters';

/** Every filter that Bellhop knows, by name. */
export const FILTERS: ReadonlyMap<string, Filter> = new Map([...TEXT_FILTERS, ...SEQUENCE_FILTERS]);
