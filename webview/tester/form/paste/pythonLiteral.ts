/**
 * Reads a Python literal as a notebook prints it: dicts, lists, tuples, texts, numbers, True, False, None and nan, and
 * calls around a value such as `np.float64(1.5)`, `Decimal('2')` or `datetime.date(2026, 1, 31)`.
 *
 * @returns the value, with null for None and nan; undefined where the text is no such literal.
 */
export function readPython(text: string): { value: unknown } | undefined {
  try {
    const reader = new Reader(text);
    const value = reader.value(0);
    return reader.isAtEnd() ? { value } : undefined;
  } catch (error) {
    if (error instanceof NotPython) return undefined;
    throw error;
  }
}

class NotPython extends Error {}

const NUMBER = /[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const NAME = /[A-Za-z_][\w.]*/y;
const WORDS: Record<string, unknown> = {
  None: null,
  True: true,
  False: false,
  nan: null,
  NaN: null,
  NaT: null,
  NA: null,
  'np.nan': null,
  'pd.NA': null,
  'pd.NaT': null,
  'np.True_': true,
  'np.False_': false,
  true: true,
  false: false,
  null: null,
};
const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', '\n': '' };
const DEEPEST = 20;

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  isAtEnd(): boolean {
    this.skip();
    return this.at === this.text.length;
  }

  value(depth: number): unknown {
    if (depth > DEEPEST) throw new NotPython();
    this.skip();
    const next = this.text[this.at];
    if (next === '{') return this.dict(depth);
    if (next === '[') return this.list('[', ']', depth);
    if (next === '(') return this.list('(', ')', depth);
    if (next === "'" || next === '"') return this.quoted(next);
    return this.number() ?? this.named(depth);
  }

  private dict(depth: number): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    this.expect('{');
    while (!this.takes('}')) {
      const key = this.value(depth + 1);
      if (typeof key !== 'string' && typeof key !== 'number') throw new NotPython();
      this.expect(':');
      entries.push([String(key), this.value(depth + 1)]);
      if (!this.takes(',')) {
        this.expect('}');
        break;
      }
    }
    return Object.fromEntries(entries);
  }

  private list(open: string, close: string, depth: number): unknown[] {
    const items: unknown[] = [];
    this.expect(open);
    while (!this.takes(close)) {
      items.push(this.value(depth + 1));
      if (!this.takes(',')) {
        this.expect(close);
        break;
      }
    }
    return items;
  }

  private quoted(quote: string): string {
    let result = '';
    for (this.at += 1; this.at < this.text.length; this.at++) {
      const letter = this.text[this.at] ?? '';
      if (letter === quote) {
        this.at += 1;
        return result;
      }
      result += letter === '\\' ? this.escape() : letter;
    }
    throw new NotPython();
  }

  private escape(): string {
    this.at += 1;
    const letter = this.text[this.at] ?? '';
    const code = /^(?:x([0-9a-f]{2})|u([0-9a-f]{4}))/i.exec(this.text.slice(this.at, this.at + 5));
    if (!code) return ESCAPES[letter] ?? letter;
    this.at += code[0].length - 1;
    return String.fromCharCode(parseInt(code[1] ?? code[2] ?? '', 16));
  }

  private number(): number | undefined {
    NUMBER.lastIndex = this.at;
    const found = NUMBER.exec(this.text)?.[0];
    if (found === undefined) return undefined;
    this.at += found.length;
    return Number(found.replaceAll('_', ''));
  }

  /** A word, or a call: of a date its ISO text, of anything else its first argument. */
  private named(depth: number): unknown {
    NAME.lastIndex = this.at;
    const name = NAME.exec(this.text)?.[0];
    if (name === undefined) throw new NotPython();
    this.at += name.length;
    if (this.text[this.at] !== '(') {
      if (!Object.hasOwn(WORDS, name)) throw new NotPython();
      return WORDS[name];
    }
    const values = this.list('(', ')', depth + 1);
    if (/(^|\.)(date|datetime)$/.test(name)) return isoDate(values);
    const [first] = values;
    if (first === undefined) throw new NotPython();
    return /(^|\.)Timestamp$/.test(name) && typeof first === 'string'
      ? first.slice(0, 10)
      : bare(name, first);
  }

  private expect(sign: string): void {
    if (!this.takes(sign)) throw new NotPython();
  }

  private takes(sign: string): boolean {
    this.skip();
    if (this.text[this.at] !== sign) return false;
    this.at += 1;
    return true;
  }

  private skip(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at += 1;
  }
}

/** `Decimal('2.5')` and `float('nan')` hold their number as a text. */
function bare(name: string, value: unknown): unknown {
  if (typeof value !== 'string' || !/(^|\.)(Decimal|float\d*|int\d*)$/.test(name)) return value;
  const number = Number(value);
  return Number.isNaN(number) ? null : number;
}

function isoDate(parts: readonly unknown[]): string {
  const [year, month, day] = parts;
  if (![year, month, day].every(Number.isInteger)) throw new NotPython();
  const padded = (part: unknown, length: number): string => String(part).padStart(length, '0');
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
}
