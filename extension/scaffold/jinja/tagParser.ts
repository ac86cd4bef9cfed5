import type { BlockStatement, Statement } from './syntax';
import type { TokenStream } from './tokenStream';

/** What the parser of a tag may use: the tokens behind the tag's word, and bodies of further statements. */
export interface TemplateParser {
  readonly stream: TokenStream;
  /** The blocks of the template so far, by name, wherever they stand. */
  readonly blocks: Map<string, BlockStatement>;
  /**
   * Goes past the end of the tag and reads a body up to one of `ends`; gives the word that ended it, with the stream
   * behind it.
   *
   * @param opened the line of the tag that the body belongs to.
   */
  body(ends: readonly string[], opened: number): { body: Statement[]; end: string };
}

export type TagParser = (parser: TemplateParser, line: number) => Statement;
