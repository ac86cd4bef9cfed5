import { bind } from './arguments';
import { FILTERS } from './filters';
import { calculate, compare, contains, iterate, length } from './operators';
import { print } from './printing';
import { TemplateProblem } from './problem';
import type { Test } from './runtime';
import { STRING_METHODS } from './stringMethods';
import type { Comparison } from './syntax';
import { Callable, Dict, Iterator, Markup, Structure, Undefined, type Value } from './values';

const NONE = { positional: [], named: new Map<string, Value>() };

const of =
  (name: string, check: (input: Value) => boolean): Test =>
  (input, args) => {
    bind(name, args);
    return check(input);
  };

const compared =
  (operator: Comparison): Test =>
  (input, args, { budget }) => {
    const [other = null] = bind(operator, args, 'other');
    return compare(operator, input, other, budget);
  };

/** Whether the rest of a division by `by` is `rest`. */
const leaves = (input: Value, by: Value, rest: bigint, budget: Parameters<typeof calculate>[3]) =>
  compare('==', calculate('%', input, by, budget), rest, budget);

const inCase =
  (method: 'islower' | 'isupper'): Test =>
  (input, args, { budget }) => {
    bind(method, args);
    return STRING_METHODS.get(method)?.(print(input), NONE, budget) === true;
  };

/** Whether trying gives an answer; what fails for its type, or is undefined where that counts, does not. */
function works(run: () => unknown, ...kinds: TemplateProblem['kind'][]): boolean {
  try {
    run();
    return true;
  } catch (error) {
    if (error instanceof TemplateProblem && kinds.includes(error.kind)) return false;
    throw error;
  }
}

const isNumber = (input: Value) =>
  typeof input === 'boolean' || typeof input === 'bigint' || typeof input === 'number';

const isCallable = (input: Value) =>
  input instanceof Callable ||
  input instanceof Undefined ||
  (input instanceof Structure && input.call !== undefined);

/** Every test that Bellhop knows, by name. */
export const TESTS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['defined', of('defined', (input) => !(input instanceof Undefined))],
  ['undefined', of('undefined', (input) => input instanceof Undefined)],
  ['none', of('none', (input) => input === null)],
  ['boolean', of('boolean', (input) => typeof input === 'boolean')],
  ['true', of('true', (input) => input === true)],
  ['false', of('false', (input) => input === false)],
  ['integer', of('integer', (input) => typeof input === 'bigint')],
  ['float', of('float', (input) => typeof input === 'number')],
  ['number', of('number', isNumber)],
  ['string', of('string', (input) => typeof input === 'string' || input instanceof Markup)],
  ['escaped', of('escaped', (input) => input instanceof Markup)],
  ['filter', of('filter', (input) => typeof input === 'string' && FILTERS.has(input))],
  ['test', of('test', (input) => typeof input === 'string' && TESTS.has(input))],
  ['mapping', of('mapping', (input) => input instanceof Dict)],
  [
    'sequence',
    of(
      'sequence',
      (input) => !(input instanceof Structure) && works(() => length(input), 'error', 'undefined'),
    ),
  ],
  [
    'iterable',
    (input, args, { budget }) => {
      bind('iterable', args);
      // Looking at the first entry would use up an iterator.
      return input instanceof Iterator || works(() => iterate(input, budget).next(), 'error');
    },
  ],
  ['callable', of('callable', isCallable)],
  ['lower', inCase('islower')],
  ['upper', inCase('isupper')],
  [
    'odd',
    (input, args, { budget }) => {
      bind('odd', args);
      return leaves(input, 2n, 1n, budget);
    },
  ],
  [
    'even',
    (input, args, { budget }) => {
      bind('even', args);
      return leaves(input, 2n, 0n, budget);
    },
  ],
  [
    'divisibleby',
    (input, args, { budget }) => leaves(input, bind('divisibleby', args, 'num')[0] ?? null, 0n, budget),
  ],
  ['in', (input, args, { budget }) => contains(bind('in', args, 'seq')[0] ?? null, input, budget)],
  ['sameas', (input, args) => input === bind('sameas', args, 'other')[0]],
  ...(['==', 'eq', 'equalto'] as const).map((name) => [name, compared('==')] as const),
  ...(['!=', 'ne'] as const).map((name) => [name, compared('!=')] as const),
  ...(['<', 'lt', 'lessthan'] as const).map((name) => [name, compared('<')] as const),
  ...(['<=', 'le'] as const).map((name) => [name, compared('<=')] as const),
  ...(['>', 'gt', 'greaterthan'] as const).map((name) => [name, compared('>')] as const),
  ...(['>=', 'ge'] as const).map((name) => [name, compared('>=')] as const),
]);
