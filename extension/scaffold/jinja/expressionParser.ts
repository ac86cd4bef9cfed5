import { TemplateProblem } from './problem';
import type { BinaryOperator, CallArguments, Comparison, Expression, FilterChain } from './syntax';
import type { TokenStream } from './tokenStream';

// Jinja's grammar of expressions, loosest first: inline if, or, and, not, comparison, + and -, ~, * / // %, **, sign,
// and then what stands behind a value: .name, [item], (call), |filter, is test. A filter binds tighter than a sign's
// neighbours but looser than the sign itself, as in Jinja's own parser.

const CONSTANTS = new Map<string, boolean | null>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);
const COMPARISONS = new Set<string>(['==', '!=', '<', '<=', '>', '>=']);

/** Parses an expression; with `inlineIf` false it ends before a word `if`, as the iterable of a loop does. */
export function parseExpression(stream: TokenStream, inlineIf = true): Expression {
  return stream.nested(() => (inlineIf ? parseChoice(stream) : parseOr(stream)));
}

/** An expression, or several with commas between, which make a tuple; `()` only where `allowEmpty`. */
export function parseTuple(
  stream: TokenStream,
  options: { inlineIf?: boolean; allowEmpty?: boolean; endWord?: string } = {},
): Expression {
  const line = stream.current.line;
  const items: Expression[] = [];
  let isTuple = false;
  const { endWord } = options;
  while (!stream.is('printEnd') && !stream.is('tagEnd') && !stream.operator(')')) {
    if (endWord !== undefined && stream.word(endWord)) break;
    items.push(parseExpression(stream, options.inlineIf ?? true));
    if (!stream.skip('operator', ',')) break;
    isTuple = true;
  }
  const [only] = items;
  if (!isTuple && only) return only;
  if (items.length === 0 && options.allowEmpty !== true) throw stream.unexpected('an expression');
  return { kind: 'tuple', line, items };
}

function parseChoice(stream: TokenStream): Expression {
  let result = parseOr(stream);
  while (stream.word('if')) {
    const { line } = stream.next();
    const condition = parseOr(stream);
    const no = stream.skip('name', 'else') ? stream.nested(() => parseChoice(stream)) : undefined;
    result = { kind: 'choice', line, condition, yes: result, no };
  }
  return result;
}

function parseOr(stream: TokenStream): Expression {
  let left = parseAnd(stream);
  while (stream.word('or')) {
    const { line } = stream.next();
    left = { kind: 'logic', line, operator: 'or', left, right: parseAnd(stream) };
  }
  return left;
}

function parseAnd(stream: TokenStream): Expression {
  let left = parseNot(stream);
  while (stream.word('and')) {
    const { line } = stream.next();
    left = { kind: 'logic', line, operator: 'and', left, right: parseNot(stream) };
  }
  return left;
}

function parseNot(stream: TokenStream): Expression {
  if (!stream.word('not')) return parseCompare(stream);
  const { line } = stream.next();
  return { kind: 'unary', line, operator: 'not', operand: stream.nested(() => parseNot(stream)) };
}

function parseCompare(stream: TokenStream): Expression {
  const { line } = stream.current;
  const first = parseSum(stream);
  const rest: { operator: Comparison; operand: Expression }[] = [];
  for (let operator = comparison(stream); operator; operator = comparison(stream)) {
    rest.push({ operator, operand: parseSum(stream) });
  }
  return rest.length === 0 ? first : { kind: 'compare', line, first, rest };
}

function comparison(stream: TokenStream): Comparison | undefined {
  if (stream.is('operator') && COMPARISONS.has(stream.current.text)) return stream.next().text as Comparison;
  if (stream.skip('name', 'in')) return 'in';
  if (stream.word('not') && stream.following.kind === 'name' && stream.following.text === 'in') {
    stream.next();
    stream.next();
    return 'not in';
  }
  return undefined;
}

function parseSum(stream: TokenStream): Expression {
  return leftToRight(stream, ['+', '-'], parseConcat);
}

function parseConcat(stream: TokenStream): Expression {
  const { line } = stream.current;
  const parts = [parseProduct(stream)];
  while (stream.skip('operator', '~')) parts.push(parseProduct(stream));
  const [only] = parts;
  return parts.length === 1 && only ? only : { kind: 'concat', line, parts };
}

function parseProduct(stream: TokenStream): Expression {
  return leftToRight(stream, ['*', '/', '//', '%'], parsePower);
}

// Unlike Python's, Jinja's ** groups from the left.
function parsePower(stream: TokenStream): Expression {
  return leftToRight(stream, ['**'], (inner) => parseSigned(inner, true));
}

function leftToRight(
  stream: TokenStream,
  operators: readonly BinaryOperator[],
  operand: (stream: TokenStream) => Expression,
): Expression {
  let left = operand(stream);
  for (;;) {
    const { line } = stream.current;
    const operator = operators.find((candidate) => stream.operator(candidate));
    if (!operator) return left;
    stream.next();
    left = { kind: 'binary', line, operator, left, right: operand(stream) };
  }
}

function parseSigned(stream: TokenStream, withFilters: boolean): Expression {
  const { line } = stream.current;
  let value: Expression;
  if (stream.operator('-') || stream.operator('+')) {
    const operator = stream.next().text === '-' ? '-' : '+';
    value = { kind: 'unary', line, operator, operand: stream.nested(() => parseSigned(stream, false)) };
  } else {
    value = parsePrimary(stream);
  }
  value = parsePostfix(stream, value);
  return withFilters ? parseFiltersAndTests(stream, value) : value;
}

function parsePrimary(stream: TokenStream): Expression {
  const token = stream.current;
  const { line } = token;
  switch (token.kind) {
    case 'name': {
      stream.next();
      const constant = CONSTANTS.get(token.text);
      if (constant !== undefined) {
        return { kind: 'constant', line, value: constant };
      }
      return { kind: 'name', line, name: token.text };
    }
    case 'string': {
      let value = '';
      while (stream.is('string')) value += stream.next().text;
      return { kind: 'constant', line, value };
    }
    case 'integer':
      return { kind: 'constant', line, value: BigInt(stream.next().text) };
    case 'float':
      return { kind: 'constant', line, value: Number(stream.next().text) };
    case 'operator':
      if (stream.skip('operator', '(')) {
        const inner = parseTuple(stream, { allowEmpty: true });
        stream.expect('operator', ')');
        return inner;
      }
      if (stream.skip('operator', '[')) {
        return { kind: 'list', line, items: parseUntil(stream, ']', () => parseExpression(stream)) };
      }
      if (stream.skip('operator', '{')) {
        const entries = parseUntil(stream, '}', (): [Expression, Expression] => {
          const key = parseExpression(stream);
          stream.expect('operator', ':');
          return [key, parseExpression(stream)];
        });
        return { kind: 'dict', line, entries };
      }
      throw stream.unexpected('an expression');
    case 'text':
    case 'printBegin':
    case 'printEnd':
    case 'tagBegin':
    case 'tagEnd':
    case 'end':
      throw stream.unexpected('an expression');
  }
}

/** Entries with commas between, and perhaps one after the last, up to the closing bracket. */
function parseUntil<T>(stream: TokenStream, close: string, entry: () => T): T[] {
  const entries: T[] = [];
  while (!stream.operator(close)) {
    entries.push(entry());
    if (!stream.skip('operator', ',')) break;
  }
  stream.expect('operator', close);
  return entries;
}

function parsePostfix(stream: TokenStream, start: Expression): Expression {
  let value = start;
  for (;;) {
    const { line } = stream.current;
    if (stream.skip('operator', '.')) {
      const token = stream.next();
      if (token.kind === 'name') value = { kind: 'attribute', line, object: value, name: token.text };
      else if (token.kind === 'integer') {
        value = {
          kind: 'item',
          line,
          object: value,
          index: { kind: 'constant', line, value: BigInt(token.text) },
        };
      } else throw new TemplateProblem('syntax', "expected a name after '.'", line);
    } else if (stream.operator('[')) value = parseSubscript(stream, value);
    else if (stream.operator('(')) {
      value = { kind: 'call', line, callee: value, args: parseArguments(stream) };
    } else return value;
  }
}

function parseSubscript(stream: TokenStream, object: Expression): Expression {
  const { line } = stream.expect('operator', '[');
  const atEnd = () => stream.operator(':') || stream.operator(']');
  const part = () => (atEnd() ? undefined : parseExpression(stream));
  if (stream.skip('operator', ']')) {
    return { kind: 'item', line, object, index: { kind: 'tuple', line, items: [] } };
  }
  const start = part();
  if (stream.operator(']') && start) {
    stream.next();
    return { kind: 'item', line, object, index: start };
  }
  if (start && stream.skip('operator', ',')) {
    const items = [start, ...parseUntil(stream, ']', () => parseExpression(stream))];
    return { kind: 'item', line, object, index: { kind: 'tuple', line, items } };
  }
  stream.expect('operator', ':');
  const stop = part();
  const step = stream.skip('operator', ':') ? part() : undefined;
  stream.expect('operator', ']');
  return {
    kind: 'slice',
    line,
    object,
    ...(start && { start }),
    ...(stop && { stop }),
    ...(step && { step }),
  };
}

function parseArguments(stream: TokenStream): CallArguments {
  stream.expect('operator', '(');
  const args: CallArguments = { positional: [], named: [] };
  parseUntil(stream, ')', () => {
    const { line } = stream.current;
    if (args.spreadNamed) throw new TemplateProblem('syntax', 'nothing may follow **arguments', line);
    if (stream.skip('operator', '**')) args.spreadNamed = parseExpression(stream);
    else if (stream.skip('operator', '*')) {
      if (args.spread) throw new TemplateProblem('syntax', 'only one *argument is allowed', line);
      args.spread = parseExpression(stream);
    } else if (stream.is('name') && stream.following.kind === 'operator' && stream.following.text === '=') {
      const name = stream.next().text;
      stream.next();
      args.named.push([name, parseExpression(stream)]);
    } else if (args.named.length > 0 || args.spread) {
      throw new TemplateProblem('syntax', 'an argument without a name follows one with a name', line);
    } else args.positional.push(parseExpression(stream));
  });
  return args;
}

function parseFiltersAndTests(stream: TokenStream, start: Expression): Expression {
  let value = start;
  for (;;) {
    const { line } = stream.current;
    if (stream.skip('operator', '|')) value = { kind: 'filter', line, input: value, ...parseFilter(stream) };
    else if (stream.skip('name', 'is')) value = parseTest(stream, value, line);
    // Calls are allowed behind a filter or a test too.
    else if (stream.operator('(')) {
      value = { kind: 'call', line, callee: value, args: parseArguments(stream) };
    } else return value;
  }
}

/** A filter's name and arguments, behind the bar. */
export function parseFilter(stream: TokenStream): { name: string; args: CallArguments } {
  let name = stream.expect('name').text;
  while (stream.skip('operator', '.')) name += `.${stream.expect('name').text}`;
  return { name, args: stream.operator('(') ? parseArguments(stream) : { positional: [], named: [] } };
}

/** Filters behind `set name`, each with its bar. */
export function parseFilterChain(stream: TokenStream): FilterChain {
  const chain: FilterChain = [];
  while (stream.operator('|')) {
    const { line } = stream.next();
    chain.push({ line, ...parseFilter(stream) });
  }
  return chain;
}

function parseTest(stream: TokenStream, input: Expression, line: number): Expression {
  const negated = stream.skip('name', 'not');
  let name = stream.expect('name').text;
  while (stream.skip('operator', '.')) name += `.${stream.expect('name').text}`;
  let args: CallArguments = { positional: [], named: [] };
  if (stream.operator('(')) args = parseArguments(stream);
  else if (startsArgument(stream)) {
    if (stream.word('is')) throw new TemplateProblem('syntax', "'is' cannot be chained", line);
    args = { positional: [parsePostfix(stream, parsePrimary(stream))], named: [] };
  }
  const test: Expression = { kind: 'test', line, input, name, args };
  return negated ? { kind: 'unary', line, operator: 'not', operand: test } : test;
}

/** A test takes one argument without brackets: `is divisibleby 3`. */
function startsArgument(stream: TokenStream): boolean {
  const { kind, text } = stream.current;
  if (kind === 'name') return !['else', 'or', 'and'].includes(text);
  return ['string', 'integer', 'float'].includes(kind) || (kind === 'operator' && '[{'.includes(text));
}
