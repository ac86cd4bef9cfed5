import { parseExpression, parseFilter, parseFilterChain, parseTuple } from './expressionParser';
import type { Expression, Statement, Target } from './syntax';
import type { TagParser, TemplateParser } from './tagParser';
import { parseTarget } from './targets';

/** The tags that work inside one template. */
export const CONTROL_TAGS: readonly (readonly [string, TagParser])[] = [
  ['if', parseIf],
  ['for', parseFor],
  ['set', parseSet],
  ['with', parseWith],
  ['filter', parseFilterBlock],
  ['autoescape', parseAutoescape],
  ['print', parsePrint],
  ['now', parseNow],
];

/** The tags of the extensions that come with Jinja, `jinja2.ext.do` and `jinja2.ext.loopcontrols`. */
export const EXTENSION_TAGS: readonly (readonly [string, TagParser])[] = [
  ['do', ({ stream }, line) => ({ kind: 'do', line, expression: parseTuple(stream) })],
  ['break', (_parser, line) => ({ kind: 'jump', line, jump: 'break' })],
  ['continue', (_parser, line) => ({ kind: 'jump', line, jump: 'continue' })],
];

function parseIf(parser: TemplateParser, line: number): Statement {
  const branches: { condition: Expression; body: Statement[] }[] = [];
  for (;;) {
    const condition = parseTuple(parser.stream, { inlineIf: false });
    const { body, end } = parser.body(['elif', 'else', 'endif'], line);
    branches.push({ condition, body });
    if (end === 'elif') continue;
    const otherwise = end === 'else' ? parser.body(['endif'], line).body : [];
    return { kind: 'if', line, branches, otherwise };
  }
}

function parseFor(parser: TemplateParser, line: number): Statement {
  const { stream } = parser;
  const target = parseTarget(stream);
  stream.expect('name', 'in');
  const iterable = parseTuple(stream, { inlineIf: false, endWord: 'recursive' });
  const condition = stream.skip('name', 'if') ? parseExpression(stream) : undefined;
  const recursive = stream.skip('name', 'recursive');
  const { body, end } = parser.body(['endfor', 'else'], line);
  const otherwise = end === 'else' ? parser.body(['endfor'], line).body : [];
  return { kind: 'for', line, target, iterable, condition, recursive, body, otherwise };
}

function parseSet(parser: TemplateParser, line: number): Statement {
  const { stream } = parser;
  const target = parseTarget(stream, true);
  if (stream.skip('operator', '=')) return { kind: 'set', line, target, expression: parseTuple(stream) };
  const filter = parseFilterChain(stream);
  const { body } = parser.body(['endset'], line);
  return { kind: 'setBlock', line, target, body, filter };
}

function parseWith(parser: TemplateParser, line: number): Statement {
  const { stream } = parser;
  const values: [Target, Expression][] = [];
  while (!stream.is('tagEnd')) {
    if (values.length > 0) stream.expect('operator', ',');
    const target = parseTarget(stream);
    stream.expect('operator', '=');
    values.push([target, parseExpression(stream)]);
  }
  return { kind: 'with', line, values, body: parser.body(['endwith'], line).body };
}

function parseFilterBlock(parser: TemplateParser, line: number): Statement {
  const { stream } = parser;
  const filter = [{ line, ...parseFilter(stream) }, ...parseFilterChain(stream)];
  return { kind: 'filter', line, filter, body: parser.body(['endfilter'], line).body };
}

function parseAutoescape(parser: TemplateParser, line: number): Statement {
  const on = parseExpression(parser.stream);
  return { kind: 'autoescape', line, on, body: parser.body(['endautoescape'], line).body };
}

function parsePrint({ stream }: TemplateParser, line: number): Statement {
  const expressions: Expression[] = [];
  while (!stream.is('tagEnd')) {
    if (expressions.length > 0) stream.expect('operator', ',');
    expressions.push(parseExpression(stream));
  }
  return { kind: 'print', line, expressions };
}

// The offset stands behind a + or - that belongs to no arithmetic: `{% now 'utc' + 'days=2', '%Y' %}`.
function parseNow({ stream }: TemplateParser, line: number): Statement {
  const zone = parseExpression(stream);
  const format = stream.skip('operator', ',') ? parseExpression(stream) : undefined;
  if (zone.kind === 'binary' && (zone.operator === '+' || zone.operator === '-')) {
    return {
      kind: 'now',
      line,
      zone: zone.left,
      offset: { sign: zone.operator, by: zone.right },
      format,
    };
  }
  return { kind: 'now', line, zone, offset: undefined, format };
}
