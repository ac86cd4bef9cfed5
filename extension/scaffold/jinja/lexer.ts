import { spend } from './limits';
import { TemplateProblem, unsupported } from './problem';
import { SPACE } from './text';
import { delimitersOf } from './delimiters';
import type { Syntax } from './environment';

export type TokenKind =
  | 'text'
  | 'printBegin'
  | 'printEnd'
  | 'tagBegin'
  | 'tagEnd'
  | 'name'
  | 'string'
  | 'integer'
  | 'float'
  | 'operator'
  | 'end';

/** For a string, `text` is its unescaped value; for a number, its digits without underscores. */
export interface Token {
  kind: TokenKind;
  text: string;
  line: number;
}

const S = `[${SPACE}]`;
const SPACES = new RegExp(`${S}+`, 'uy');
const TRAILING = new RegExp(`${S}$`, 'u');
const ONLY_SPACE = new RegExp(`^${S}+$`, 'u');
const LINE_STATEMENT_END = new RegExp(`${S}*(?:\\n|$)`, 'uy');
const LINE_COMMENT_END = /.*/uy;
const FLOAT = /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iuy;
const INTEGER = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iuy;
const NAME = /[\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}]+/uy;
const IDENTIFIER = /^[\p{L}\p{Nl}_]/u;
const STRING = /'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*"/suy;
const OPERATOR = /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/uy;
const CLOSES: Record<string, string> = { '(': ')', '[': ']', '{': '}' };

/**
 * Cuts a template into tokens, as Jinja 3.1 does: comments and raw blocks are gone, white space control (`-`, `+`,
 * trimBlocks, lstripBlocks) has been applied, line ends are the syntax's own. Throws a TemplateProblem with the line.
 */
export function tokenize(template: string, syntax: Syntax): Token[] {
  const delimiters = delimitersOf(syntax);
  let source = template.replace(/\r\n?/g, '\n');
  if (!syntax.keepTrailingNewline && source.endsWith('\n')) source = source.slice(0, -1);
  const lineEnds = (value: string) =>
    syntax.newlineSequence === '\n' ? value : value.replaceAll('\n', syntax.newlineSequence);
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  let lineStarts = true;
  let nextLineEnd = source.indexOf('\n');
  spend(template.length / 1000);

  const countLines = (upTo: number) => {
    // The next line end is kept: looking for it at every token would go through a long line again and again.
    while (nextLineEnd !== -1 && nextLineEnd < upTo) {
      line++;
      nextLineEnd = source.indexOf('\n', nextLineEnd + 1);
    }
    if (upTo > at) lineStarts = source[upTo - 1] === '\n';
    at = upTo;
  };
  const match = (pattern: RegExp, from: number): RegExpExecArray | null => {
    pattern.lastIndex = from;
    return pattern.exec(source);
  };
  const text = (value: string, sign: string | undefined, mayStrip: boolean) => {
    let kept = value;
    if (sign === '-') kept = trimEnd(value);
    else if (sign !== '+' && mayStrip && syntax.lstripBlocks) {
      const last = value.lastIndexOf('\n') + 1;
      if ((last > 0 || lineStarts) && ONLY_SPACE.test(value.slice(last))) kept = value.slice(0, last);
    }
    if (kept !== '') add('text', lineEnds(kept), line);
  };

  while (at < source.length) {
    const begin = match(delimiters.begin, at);
    if (!begin) {
      text(source.slice(at), '+', false);
      countLines(source.length);
      break;
    }
    const groups = begin.groups ?? {};
    const sign = Object.entries(groups).find(
      ([name, value]: [string, string | undefined]) => name.endsWith('Sign') && value !== undefined,
    );
    text(source.slice(at, begin.index), sign?.[1], groups['variable'] === undefined);
    countLines(begin.index);
    const opened = line;
    const inside = begin.index + begin[0].length;
    countLines(inside);
    if (groups['raw'] !== undefined) {
      const end = match(delimiters.rawEnd, inside);
      if (!end) throw new TemplateProblem('syntax', 'the raw block is not closed', opened);
      text(source.slice(inside, end.index), end[1], true);
      countLines(end.index + end[0].length);
    } else if (groups['comment'] !== undefined) {
      const end = match(delimiters.commentEnd, inside);
      if (!end) throw new TemplateProblem('syntax', 'the comment is not closed', opened);
      countLines(end.index + end[0].length);
    } else if (groups['lineComment'] !== undefined) {
      countLines(inside + (match(LINE_COMMENT_END, inside)?.[0].length ?? 0));
    } else if (groups['variable'] !== undefined) {
      add('printBegin', begin[0], opened);
      insideTag(delimiters.variableEnd, 'printEnd', opened);
    } else {
      add('tagBegin', begin[0], opened);
      insideTag(groups['block'] === undefined ? LINE_STATEMENT_END : delimiters.blockEnd, 'tagEnd', opened);
    }
  }
  add('end', '', line);
  return tokens;

  function insideTag(endPattern: RegExp, endKind: TokenKind, opened: number): void {
    const open: string[] = [];
    for (;;) {
      const end = open.length === 0 ? match(endPattern, at) : null;
      if (end) {
        add(endKind, end[0].trim(), line);
        countLines(at + end[0].length);
        return;
      }
      if (at >= source.length) throw new TemplateProblem('syntax', 'a tag is not closed', opened);
      const token = match(SPACES, at) ?? word();
      countLines(at + token[0].length);
    }

    function word(): RegExpExecArray {
      const float = match(FLOAT, at);
      if (float) return push('float', float, float[0].replaceAll('_', ''));
      const integer = match(INTEGER, at);
      if (integer) return push('integer', integer, integer[0].replaceAll('_', ''));
      const name = match(NAME, at);
      if (name) {
        if (!IDENTIFIER.test(name[0])) {
          throw new TemplateProblem('syntax', `'${name[0]}' is not a name`, line);
        }
        return push('name', name, name[0]);
      }
      const string = match(STRING, at);
      if (string) return push('string', string, unescape(lineEnds(string[0].slice(1, -1)), line));
      const operator = match(OPERATOR, at);
      if (!operator) {
        throw new TemplateProblem('syntax', `unexpected character ${JSON.stringify(source[at])}`, line);
      }
      const closing = CLOSES[operator[0]];
      if (closing !== undefined) open.push(closing);
      else if (')]}'.includes(operator[0]) && open.pop() !== operator[0]) {
        throw new TemplateProblem('syntax', `unexpected '${operator[0]}'`, line);
      }
      return push('operator', operator, operator[0]);
    }
  }

  function push(kind: TokenKind, found: RegExpExecArray, value: string): RegExpExecArray {
    add(kind, value, line);
    return found;
  }

  function add(kind: TokenKind, value: string, on: number): void {
    spend(1);
    tokens.push({ kind, text: value, line: on });
  }
}

function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && TRAILING.test(text.slice(end - 1, end))) end--;
  return text.slice(0, end);
}

const SIMPLE: Record<string, string> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Python's escapes in a string literal; an unknown one keeps its backslash. */
function unescape(body: string, line: number): string {
  return body.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|(.))/gsu,
    (all: string, x?: string, u?: string, U?: string, octal?: string, char?: string) => {
      const hex = x ?? u ?? U;
      if (hex !== undefined) {
        const code = Number.parseInt(hex, 16);
        if (code > 0x10ffff) throw new TemplateProblem('syntax', `${all} is not a character`, line);
        return String.fromCodePoint(code);
      }
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      if (char === 'N') throw unsupported('a character given by its name', line);
      if (char !== undefined && 'xuU'.includes(char)) {
        throw new TemplateProblem('syntax', `the escape ${all} is not complete`, line);
      }
      return char === undefined ? all : (SIMPLE[char] ?? all);
    },
  );
}
