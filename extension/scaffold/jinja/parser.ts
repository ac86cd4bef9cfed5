import { CONTROL_TAGS, EXTENSION_TAGS } from './controlTags';
import type { Syntax } from './environment';
import { parseTuple } from './expressionParser';
import { tokenize } from './lexer';
import { TemplateProblem, unsupported } from './problem';
import type { BlockStatement, Statement } from './syntax';
import type { TagParser, TemplateParser } from './tagParser';
import { TEMPLATE_TAGS } from './templateTags';
import { TokenStream } from './tokenStream';

/** Every tag that Bellhop knows, by its first word. */
const TAGS: ReadonlyMap<string, TagParser> = new Map([...CONTROL_TAGS, ...TEMPLATE_TAGS]);

const EXTRA: ReadonlyMap<string, TagParser> = new Map(EXTENSION_TAGS);

/** A template that has been read. */
export interface ParsedTemplate {
  readonly statements: readonly Statement[];
  readonly blocks: ReadonlyMap<string, BlockStatement>;
}

/** Reads a template into statements. Throws a TemplateProblem that carries the line. */
export function parse(template: string, syntax: Syntax): ParsedTemplate {
  const parser = new Parser(new TokenStream(tokenize(template, syntax)), syntax.extraTags);
  return { statements: parser.statements([]), blocks: parser.blocks };
}

class Parser implements TemplateParser {
  readonly stream: TokenStream;
  readonly blocks = new Map<string, BlockStatement>();

  readonly #extraTags: readonly string[];

  constructor(stream: TokenStream, extraTags: readonly string[]) {
    this.stream = stream;
    this.#extraTags = extraTags;
  }

  body(ends: readonly string[], opened: number): { body: Statement[]; end: string } {
    this.stream.skip('operator', ':');
    this.stream.expect('tagEnd');
    const body = this.statements(ends, opened);
    return { body, end: this.stream.previous.text };
  }

  /**
   * Statements up to a tag that starts with one of `ends`, with the stream then behind that word; with no `ends`, up
   * to the end of the template.
   */
  statements(ends: readonly string[], opened?: number): Statement[] {
    const { stream } = this;
    const statements: Statement[] = [];
    for (;;) {
      const token = stream.next();
      const { line } = token;
      switch (token.kind) {
        case 'text':
          statements.push({ kind: 'text', line, text: token.text });
          break;
        case 'printBegin':
          statements.push({ kind: 'print', line, expressions: [parseTuple(stream)] });
          stream.expect('printEnd');
          break;
        case 'tagBegin': {
          const tag = stream.expect('name');
          if (ends.includes(tag.text)) return statements;
          const isExtra = this.#extraTags.includes(tag.text);
          const parseTag = isExtra ? EXTRA.get(tag.text) : TAGS.get(tag.text);
          if (!parseTag) throw unknownTag(tag.text, tag.line, ends);
          statements.push(stream.nested(() => parseTag(this, tag.line)));
          stream.expect('tagEnd');
          break;
        }
        case 'end': {
          if (ends.length === 0) return statements;
          const expected = ends.map((end) => `'${end}'`).join(' or ');
          throw new TemplateProblem('syntax', `the template ends before ${expected}`, opened ?? line);
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
}

function unknownTag(name: string, line: number, ends: readonly string[]): TemplateProblem {
  // Words that only continue or close a tag.
  const closes = name === 'elif' || name === 'else' || (name.startsWith('end') && TAGS.has(name.slice(3)));
  if (!closes) return unsupported(`the tag '${name}'`, line);
  const expected = ends.length === 0 ? '' : `, expected ${ends.map((end) => `'${end}'`).join(' or ')}`;
  return new TemplateProblem('syntax', `unexpected tag '${name}'${expected}`, line);
}
