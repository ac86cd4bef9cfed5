import { Failure } from '../../../contract/failure';
import { Dict, List, type Value } from '../jinja/values';

const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y; // eslint-disable-line no-control-regex -- JSON's own rule
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
const WORD = /true|false|null/y;
const DEEPEST = 100;

/**
 * Reads JSON as Python does, where JSON.parse loses what a template can see: the order of all keys, and whether a
 * number was written as an integer or as a float.
 *
 * @param file its name, for the failure `template-invalid`, which also names the line.
 */
export function parseJson(text: string, file: string): Value {
  const reader = new Reader(text.replace(/^\ufeff/, ''), file);
  const value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  readonly #text: string;
  readonly #file: string;
  #at = 0;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  value(depth: number): Value {
    if (depth > DEEPEST) throw this.#failure('nests too deeply');
    this.#take(SPACE);
    if (this.#skip('{')) return this.#object(depth);
    if (this.#skip('[')) {
      const items: Value[] = [];
      while (!this.#closes(']', items.length)) items.push(this.value(depth + 1));
      return new List(items);
    }
    const string = this.#take(STRING);
    if (string) return JSON.parse(string[0]) as string;
    const number = this.#take(NUMBER);
    if (number) {
      const [written, decimals, exponent] = number;
      // Python reads no longer ones, which take long.
      if (written.length > 4300) throw this.#failure('a number is too long');
      return decimals === undefined && exponent === undefined ? BigInt(written) : Number(written);
    }
    const word = this.#take(WORD);
    if (word) return word[0] === 'null' ? null : word[0] === 'true';
    throw this.#failure('expected a value');
  }

  end(): void {
    this.#take(SPACE);
    if (this.#at < this.#text.length) throw this.#failure('expected the end');
  }

  #object(depth: number): Dict {
    const dict = new Dict([], true);
    while (!this.#closes('}', dict.size)) {
      const key = this.#take(STRING);
      if (!key) throw this.#failure('expected a name in double quotes');
      this.#take(SPACE);
      if (!this.#skip(':')) throw this.#failure("expected ':'");
      dict.set(JSON.parse(key[0]) as string, this.value(depth + 1));
    }
    return dict;
  }

  /** Goes past the closing bracket, or past the comma before the next entry. */
  #closes(bracket: string, entries: number): boolean {
    this.#take(SPACE);
    if (this.#skip(bracket)) return true;
    if (entries > 0 && !this.#skip(',')) throw this.#failure(`expected ',' or '${bracket}'`);
    this.#take(SPACE);
    return false;
  }

  #skip(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at += found[0].length;
    return found;
  }

  #failure(what: string): Failure {
    const line = this.#text.slice(0, this.#at).split('\n').length;
    return new Failure(
      'template-invalid',
      `${this.#file}:${line}: this is not valid JSON: ${what}.`,
      'Correct the file and try again.',
    );
  }
}
