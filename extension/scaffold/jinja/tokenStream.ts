import type { Token, TokenKind } from './lexer';
import { TemplateProblem } from './problem';

const DEEPEST = 100;

/** The tokens of one template with a place in them, and the questions that a parser asks. */
export class TokenStream {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  /** @param tokens ends with a token of kind `end`. */
  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get current(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '', line: 1 };
  }

  get following(): Token {
    return this.#tokens[this.#at + 1] ?? this.current;
  }

  /** The token that `next` gave last. */
  get previous(): Token {
    return this.#tokens[this.#at - 1] ?? this.current;
  }

  next(): Token {
    const token = this.current;
    if (token.kind !== 'end') this.#at++;
    return token;
  }

  is(kind: TokenKind, text?: string): boolean {
    return this.current.kind === kind && (text === undefined || this.current.text === text);
  }

  operator(text: string): boolean {
    return this.is('operator', text);
  }

  word(text: string): boolean {
    return this.is('name', text);
  }

  /** Goes past the operator or word if it is next, and says whether it was. */
  skip(kind: 'operator' | 'name', text: string): boolean {
    if (!this.is(kind, text)) return false;
    this.next();
    return true;
  }

  expect(kind: TokenKind, text?: string): Token {
    if (!this.is(kind, text)) throw this.unexpected(text === undefined ? WORDS[kind] : `'${text}'`);
    return this.next();
  }

  unexpected(expected: string): TemplateProblem {
    const { kind, text, line } = this.current;
    const found = kind === 'name' || kind === 'operator' ? `'${text}'` : WORDS[kind];
    return new TemplateProblem('syntax', `expected ${expected}, found ${found}`, line);
  }

  /** Runs a part of the parser that can hold itself, and refuses a template that nests without end. */
  nested<T>(parse: () => T): T {
    if (this.#depth >= DEEPEST) {
      throw new TemplateProblem('limit', 'the template nests too deeply', this.current.line);
    }
    this.#depth++;
    const result = parse();
    this.#depth--;
    return result;
  }
}

const WORDS: Record<TokenKind, string> = {
  text: 'text',
  printBegin: "'{{'",
  printEnd: "'}}'",
  tagBegin: "'{%'",
  tagEnd: "'%}'",
  name: 'a name',
  string: 'a string',
  integer: 'a number',
  float: 'a number',
  operator: 'an operator',
  end: 'the end of the template',
};
