import { parseExpression, parseFilterChain, parseTuple } from './expressionParser';
import { tokenize } from './lexer';
import { TemplateProblem, unsupported } from './problem';
import type { Statement, Target } from './syntax';
import { TokenStream } from './tokenStream';

type TagParser = (stream: TokenStream, line: number) => Statement;

/** Every tag that Bellhop knows, by its first word; the parser stands behind that word. */
const TAGS = new Map<string, TagParser>([
  ['if', parseIf],
  ['for', parseFor],
  ['set', parseSet],
]);

/** Words that only continue or close a tag. */
const CLOSERS = new Set(['elif', 'else', 'endif', 'endfor', 'endset']);
const CONSTANTS = new Set(['true', 'True', 'false', 'False', 'none', 'None']);

/** Reads a template into statements. Throws a TemplateProblem that carries the line. */
export function parse(template: string): Statement[] {
  const stream = new TokenStream(tokenize(template));
  return parseStatements(stream, []);
}

/**
 * Statements up to a tag that starts with one of `ends`, with the stream then behind that word; with no `ends`, up to
 * the end of the template.
 */
function parseStatements(stream: TokenStream, ends: readonly string[], opened?: number): Statement[] {
  const statements: Statement[] = [];
  for (;;) {
    const token = stream.next();
    switch (token.kind) {
      case 'text':
        statements.push({ kind: 'text', line: token.line, text: token.text });
        break;
      case 'printBegin':
        statements.push({ kind: 'print', line: token.line, expression: parseTuple(stream) });
        stream.expect('printEnd');
        break;
      case 'tagBegin': {
        const tag = stream.expect('name');
        if (ends.includes(tag.text)) return statements;
        const parseTag = TAGS.get(tag.text);
        if (!parseTag) throw unknownTag(tag.text, tag.line, ends);
        statements.push(stream.nested(() => parseTag(stream, tag.line)));
        stream.expect('tagEnd');
        break;
      }
      case 'end': {
        if (ends.length === 0) return statements;
        const expected = ends.map((end) => `'${end}'`).join(' or ');
        throw new TemplateProblem('syntax', `the template ends before ${expected}`, opened ?? token.line);
      }
      case 'printEnd':
      case 'tagEnd':
      case 'name':
      case 'string':
      case 'integer':
      case 'float':
      case 'operator':
        throw stream.unexpected('text or a tag');
    }
  }
}

function unknownTag(name: string, line: number, ends: readonly string[]): TemplateProblem {
  if (!CLOSERS.has(name)) return unsupported(`the tag '${name}'`, line);
  const expected = ends.length === 0 ? '' : `, expected ${ends.map((end) => `'${end}'`).join(' or ')}`;
  return new TemplateProblem('syntax', `unexpected tag '${name}'${expected}`, line);
}

/** A body up to one of `ends`; gives the word that ended it, which is consumed. */
function parseBody(
  stream: TokenStream,
  ends: readonly string[],
  opened: number,
): { body: Statement[]; end: string } {
  stream.skip('operator', ':');
  stream.expect('tagEnd');
  const body = parseStatements(stream, ends, opened);
  return { body, end: stream.previous.text };
}

function parseIf(stream: TokenStream, line: number): Statement {
  const branches: { condition: ReturnType<typeof parseTuple>; body: Statement[] }[] = [];
  for (;;) {
    const condition = parseTuple(stream, { inlineIf: false });
    const { body, end } = parseBody(stream, ['elif', 'else', 'endif'], line);
    branches.push({ condition, body });
    if (end === 'elif') continue;
    const otherwise = end === 'else' ? parseBody(stream, ['endif'], line).body : [];
    return { kind: 'if', line, branches, otherwise };
  }
}

function parseFor(stream: TokenStream, line: number): Statement {
  const target = parseTarget(stream);
  stream.expect('name', 'in');
  const iterable = parseTuple(stream, { inlineIf: false });
  const condition = stream.skip('name', 'if') ? parseExpression(stream) : undefined;
  if (stream.word('recursive')) throw unsupported("the word 'recursive' of a for loop", stream.current.line);
  const { body, end } = parseBody(stream, ['endfor', 'else'], line);
  const otherwise = end === 'else' ? parseBody(stream, ['endfor'], line).body : [];
  return { kind: 'for', line, target, iterable, condition, body, otherwise };
}

function parseSet(stream: TokenStream, line: number): Statement {
  const target = parseTarget(stream);
  if (stream.operator('.')) throw unsupported('setting an attribute of a namespace', stream.current.line);
  if (stream.skip('operator', '=')) return { kind: 'set', line, target, expression: parseTuple(stream) };
  const filter = parseFilterChain(stream);
  const { body } = parseBody(stream, ['endset'], line);
  return { kind: 'setBlock', line, target, body, filter };
}

/** A name, or names with commas between, with or without brackets, which take a tuple apart. */
function parseTarget(stream: TokenStream): Target {
  const targets: Target[] = [];
  let isTuple = false;
  while (stream.is('name') || stream.operator('(')) {
    if (stream.word('in') && targets.length > 0) break;
    if (stream.skip('operator', '(')) {
      targets.push(stream.nested(() => parseTarget(stream)));
      stream.expect('operator', ')');
    } else {
      const { text, line } = stream.next();
      if (CONSTANTS.has(text)) {
        throw new TemplateProblem('syntax', `nothing can be assigned to '${text}'`, line);
      }
      targets.push({ kind: 'name', name: text });
    }
    if (!stream.skip('operator', ',')) break;
    isTuple = true;
  }
  const [only] = targets;
  if (!only) throw stream.unexpected('a name');
  return isTuple ? { kind: 'tuple', targets } : only;
}
