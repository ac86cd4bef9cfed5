import type { PathStep } from '../../../contract/jsonPath';

/** A piece of a text, by the offsets of its first character and the one after its last. */
export interface TextRange {
  start: number;
  end: number;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * Where a value stands in a JSON text, so that an editor can point at it.
 *
 * @param text a text that `JSON.parse` accepts.
 * @returns the range of the value that the steps lead to, or of the last one on the way that is there.
 */
export function locate(text: string, steps: readonly PathStep[]): TextRange {
  const tokens = [...text.matchAll(TOKEN)].map(({ 0: token, index }) => ({ text: token, start: index }));
  return new Walk(tokens).find(steps) ?? { start: 0, end: 0 };
}

interface Token {
  text: string;
  start: number;
}

class Walk {
  private at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  /** Passes over the value that begins here. */
  find(steps: readonly PathStep[]): TextRange | undefined {
    const first = this.tokens[this.at];
    if (!first) return undefined;
    let inner: TextRange | undefined;
    if (steps.length > 0 && /[{[]/.test(first.text)) inner = this.findMember(steps);
    else this.skip();
    const last = this.tokens[this.at - 1];
    return inner ?? (last && { start: first.start, end: last.start + last.text.length });
  }

  private findMember([step, ...rest]: readonly PathStep[]): TextRange | undefined {
    const isObject = this.take() === '{';
    let found: TextRange | undefined;
    for (let index = 0; this.peek() !== undefined && !/^[}\]]$/.test(this.peek() ?? ''); index++) {
      const name: PathStep = isObject ? this.name() : index;
      // Of two members with one name JSON.parse takes the last.
      if (name === step) found = this.find(rest);
      else this.skip();
      if (this.peek() === ',') this.take();
    }
    this.take();
    return found;
  }

  private name(): string {
    const name = JSON.parse(this.take() ?? '""') as string;
    this.take();
    return name;
  }

  private skip(): void {
    let depth = 0;
    do {
      const token = this.take();
      if (token === '{' || token === '[') depth++;
      if (token === '}' || token === ']') depth--;
    } while (depth > 0 && this.peek() !== undefined);
  }

  private peek(): string | undefined {
    return this.tokens[this.at]?.text;
  }

  private take(): string | undefined {
    return this.tokens[this.at++]?.text;
  }
}
