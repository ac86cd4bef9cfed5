import type { Syntax } from './environment';
import { SPACE } from './text';

/** The patterns by which the lexer finds where a tag begins and ends. */
export interface Delimiters {
  /**
   * Finds the next tag. One of the groups raw, block, variable, comment, lineStatement and lineComment says which it
   * is; the group of the same name with `Sign` behind it holds `-`, `+` or nothing.
   */
  readonly begin: RegExp;
  readonly rawEnd: RegExp;
  readonly commentEnd: RegExp;
  readonly variableEnd: RegExp;
  readonly blockEnd: RegExp;
}

const S = `[${SPACE}]`;
const known = new WeakMap<Syntax, Delimiters>();

/** The patterns of a syntax; made once. */
export function delimitersOf(syntax: Syntax): Delimiters {
  const found = known.get(syntax) ?? build(syntax);
  known.set(syntax, found);
  return found;
}

function build(syntax: Syntax): Delimiters {
  const [blockStart, blockEnd] = [quote(syntax.blockStart), quote(syntax.blockEnd)];
  const [variableEnd, commentEnd] = [quote(syntax.variableEnd), quote(syntax.commentEnd)];
  const suffix = syntax.trimBlocks ? '\\n?' : '';
  const closed = (end: string) => `(?:\\+${end}|-${end}${S}*|${end}${suffix})`;
  const raw = `(?<raw>${blockStart}(?<rawSign>[-+]?)${S}*raw${S}*(?:-${blockEnd}${S}*|${blockEnd}))`;
  const begins = beginnings(syntax).map(([name, pattern]) => `(?<${name}>${pattern})(?<${name}Sign>[-+]?)`);
  return {
    begin: new RegExp([raw, ...begins].join('|'), 'gu'),
    rawEnd: new RegExp(`${blockStart}([-+]?)${S}*endraw${S}*${closed(blockEnd)}`, 'gu'),
    commentEnd: new RegExp(closed(commentEnd), 'gu'),
    variableEnd: new RegExp(`-${variableEnd}${S}*|${variableEnd}`, 'uy'),
    blockEnd: new RegExp(closed(blockEnd), 'uy'),
  };
}

/** Where two delimiters begin alike the longer one is meant; of two as long, Jinja takes this order of names. */
function beginnings(syntax: Syntax): [string, string][] {
  const { lineStatementPrefix: statement, lineCommentPrefix: comment } = syntax;
  const all: [string, string, string][] = [
    ['variable', syntax.variableStart, quote(syntax.variableStart)],
    ['lineStatement', statement ?? '', `(?:^|(?<=\\n))[ \\t\\v]*${quote(statement ?? '')}`],
    ['lineComment', comment ?? '', `(?:^|(?<=[^${SPACE}])|(?<=\\n))(?:(?!\\n)${S})*${quote(comment ?? '')}`],
    ['comment', syntax.commentStart, quote(syntax.commentStart)],
    ['block', syntax.blockStart, quote(syntax.blockStart)],
  ];
  return all
    .filter(([, start]) => start !== '')
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([name, , pattern]) => [name, pattern]);
}

function quote(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
