import { TemplateProblem, unsupported } from './problem';
import { SPACE } from './text';

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
const BEGIN = new RegExp(String.raw`\{%([-+]?)${S}*raw${S}*(?:-%\}${S}*|%\})|\{([{%#])([-+]?)`, 'gu');
const RAW_END = new RegExp(String.raw`\{%([-+]?)${S}*endraw${S}*(?:\+%\}|-%\}${S}*|%\})`, 'gu');
const COMMENT_END = new RegExp(String.raw`\+#\}|-#\}${S}*|#\}`, 'gu');
const PRINT_END = new RegExp(String.raw`-\}\}${S}*|\}\}`, 'uy');
const TAG_END = new RegExp(String.raw`\+%\}|-%\}${S}*|%\}`, 'uy');
const SPACES = new RegExp(`${S}+`, 'uy');
const TRAILING = new RegExp(`${S}$`, 'u');
const FLOAT = /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iuy;
const INTEGER = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iuy;
const NAME = /[\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}]+/uy;
const IDENTIFIER = /^[\p{L}\p{Nl}_]/u;
const STRING = /'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*"/suy;
const OPERATOR = /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/uy;
const CLOSES: Record<string, string> = { '(': ')', '[': ']', '{': '}' };

/**
 * Cuts a template into tokens, as Jinja 3.1 does with its default delimiters: comments and raw blocks are gone, white
 * space control (`-`, `+`) has been applied, line ends are `\n`. Throws a TemplateProblem that carries the line.
 */
export function tokenize(template: string): Token[] {
  const source = template.replace(/\r\n?/g, '\n');
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;

  const countLines = (upTo: number) => {
    for (let i = source.indexOf('\n', at); i !== -1 && i < upTo; i = source.indexOf('\n', i + 1)) line++;
    at = upTo;
  };
  const match = (pattern: RegExp, from: number): RegExpExecArray | null => {
    pattern.lastIndex = from;
    return pattern.exec(source);
  };
  const text = (value: string, sign: string | undefined) => {
    const kept = sign === '-' ? trimEnd(value) : value;
    if (kept !== '') tokens.push({ kind: 'text', text: kept, line });
  };

  while (at < source.length) {
    const begin = match(BEGIN, at);
    if (!begin) {
      text(source.slice(at), '');
      countLines(source.length);
      break;
    }
    const kind = begin[2];
    text(source.slice(at, begin.index), kind === undefined ? begin[1] : begin[3]);
    countLines(begin.index);
    const opened = line;
    const inside = begin.index + begin[0].length;
    if (kind === undefined || kind === '#') {
      const end = match(kind === undefined ? RAW_END : COMMENT_END, inside);
      const what = kind === undefined ? 'raw block' : 'comment';
      if (!end) throw new TemplateProblem('syntax', `the ${what} is not closed`, opened);
      countLines(inside);
      if (kind === undefined) text(source.slice(inside, end.index), end[1]);
      countLines(end.index + end[0].length);
    } else {
      countLines(inside);
      tokens.push({ kind: kind === '{' ? 'printBegin' : 'tagBegin', text: begin[0], line: opened });
      insideTag(kind === '{' ? PRINT_END : TAG_END, kind === '{' ? 'printEnd' : 'tagEnd', opened);
    }
  }
  tokens.push({ kind: 'end', text: '', line });
  return tokens;

  function insideTag(endPattern: RegExp, endKind: TokenKind, opened: number): void {
    const open: string[] = [];
    while (at < source.length) {
      const end = open.length === 0 ? match(endPattern, at) : null;
      if (end) {
        tokens.push({ kind: endKind, text: end[0].trim(), line });
        countLines(at + end[0].length);
        return;
      }
      const token = match(SPACES, at) ?? word();
      countLines(at + token[0].length);
    }
    throw new TemplateProblem('syntax', 'a tag is not closed', opened);

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
      if (string) return push('string', string, unescape(string[0].slice(1, -1), line));
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
    tokens.push({ kind, text: value, line });
    return found;
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
