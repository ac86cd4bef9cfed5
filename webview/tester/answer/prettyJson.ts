/**
 * Lays JSON out over lines, a piece at a time, so that ten megabytes need not be laid out to show their beginning. Only
 * white space outside of texts changes: numbers keep each of their digits.
 */
export class PrettyJson {
  private at = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  get isDone(): boolean {
    return this.at >= this.text.length;
  }

  /** The next so many characters of the text, laid out. */
  next(budget: number): string {
    const end = Math.min(this.text.length, this.at + budget);
    let piece = '';
    while (this.at < end) {
      const letter = this.text[this.at] ?? '';
      if (letter === '"') piece += this.quoted();
      else piece += this.sign(letter);
    }
    return piece;
  }

  /** A text is one piece, whatever the budget: its quotes are not mistaken for others then. */
  private quoted(): string {
    const start = this.at;
    for (this.at += 1; this.at < this.text.length; this.at++) {
      const letter = this.text[this.at];
      if (letter === '\\') this.at += 1;
      else if (letter === '"') break;
    }
    this.at += 1;
    return this.text.slice(start, this.at);
  }

  private sign(letter: string): string {
    this.at += 1;
    switch (letter) {
      case '{':
      case '[': {
        const empty = /^\s*[}\]]/.exec(this.text.slice(this.at, this.at + 100));
        if (empty) {
          this.at += empty[0].length;
          return letter + empty[0].trim();
        }
        this.depth += 1;
        return `${letter}${this.line()}`;
      }
      case '}':
      case ']':
        this.depth = Math.max(0, this.depth - 1);
        return `${this.line()}${letter}`;
      case ',':
        return `,${this.line()}`;
      case ':':
        return ': ';
      default:
        return /\s/.test(letter) ? '' : letter;
    }
  }

  private line(): string {
    // A hostile answer is nested a million deep; its lines need not be.
    return `\n${'  '.repeat(Math.min(this.depth, 40))}`;
  }
}

/** A text that comes piece by piece as it is. */
export class PlainText {
  private at = 0;

  constructor(private readonly text: string) {}

  get isDone(): boolean {
    return this.at >= this.text.length;
  }

  next(budget: number): string {
    const piece = this.text.slice(this.at, this.at + budget);
    this.at += budget;
    return piece;
  }
}

/** The text laid out where it looks like JSON, else as it is. */
export function prettyPieces(text: string): PrettyJson | PlainText {
  return /^\s*[[{]/.test(text.slice(0, 100)) ? new PrettyJson(text) : new PlainText(text);
}
