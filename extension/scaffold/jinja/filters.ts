import { bind } from './arguments';
import { GROUP_FILTERS } from './groupFilters';
import { MARKUP_FILTERS } from './markupFilters';
import type { Filter } from './runtime';
import { SEQUENCE_FILTERS } from './sequenceFilters';
import { TEXT_FILTERS } from './textFilters';
import { Markup } from './values';

/** Filters that take markup as the text it is, and of which the text is markup again. */
const KEEPS_MARKUP = new Set(['upper', 'lower', 'capitalize', 'center', 'trim', 'indent', 'reverse']);
/** Filters that give a value as they get it. */
const UNTOUCHED = ['default', 'd', 'attr', 'pprint'];

/** Filters that take nothing beside the value. */
const NO_ARGUMENTS = new Set([
  'first', 'last', 'list', 'reverse', 'items', 'random', 'length', 'count', 'abs', 'wordcount', 'urlencode', 'pprint',
  'e', 'escape', 'forceescape', 'safe', 'string', 'striptags',
]); // prettier-ignore

function alone(name: string, filter: Filter): Filter {
  return (input, args, runtime) => {
    bind(name, args);
    return filter(input, args, runtime);
  };
}

function onText(name: string, filter: Filter): Filter {
  return (input, args, runtime) => {
    if (!(input instanceof Markup)) return filter(input, args, runtime);
    const value = filter(input.text, args, runtime);
    return KEEPS_MARKUP.has(name) && typeof value === 'string' ? new Markup(value) : value;
  };
}

const ALL = [
  ...[...TEXT_FILTERS, ...SEQUENCE_FILTERS, ...GROUP_FILTERS].map(
    ([name, filter]) => [name, UNTOUCHED.includes(name) ? filter : onText(name, filter)] as const,
  ),
  ...MARKUP_FILTERS,
];

/** Every filter that Bellhop knows, by name. */
export const FILTERS: ReadonlyMap<string, Filter> = new Map(
  ALL.map(([name, filter]) => [name, NO_ARGUMENTS.has(name) ? alone(name, filter) : filter]),
);
