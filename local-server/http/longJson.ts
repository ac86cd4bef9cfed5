import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { Slices } from '../slices';

/** So many bytes of a list are parsed in one go. */
const PIECE_BYTES = 64 * 1024;
/** So many bytes are looked at before the time is. */
const LOOK_BYTES = 32 * 1024;
/** A name is found where no more white space than this stands around it. */
const MOST_SPACE = 64;

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** What was parsed of a list, or stands in for it in the document. */
interface Progress {
  /** Text that comes before what follows `from` and is not parsed yet. */
  parts: string[];
  /** The elements so far, once a first piece was parsed. */
  elements: unknown[] | undefined;
  /** Of the list that is kept: what gives the elements of each piece so far. */
  pieces: PieceReader[] | undefined;
}

/** Gives some elements of a list. @throws SyntaxError where their text is not JSON. */
export type PieceReader = () => unknown[];

/** A list that is not parsed until it is read. */
export interface KeptList {
  /** The member of the document, an object, whose list it is. */
  readonly name: string;
  /** Makes what stands in the document in the place of a long list, of so many elements. */
  readonly make: (length: number, pieces: readonly PieceReader[]) => unknown;
}

/**
 * Parses a long JSON text as JSON.parse does, but in slices, between which others have their turn: long lists are
 * parsed piece by piece where they stand, and the small rest of the document with placeholders for them. What is not
 * cut is an object or a text that is long by itself.
 *
 * @param kept the list that is not parsed here, where it is long: what is wrong inside it shows when it is read.
 * @throws SyntaxError where it is not JSON in UTF-8, without saying where.
 */
export function parseLongJson(body: Buffer, kept?: KeptList): Promise<unknown> {
  return new LongJson(body, kept).parse();
}

class LongJson {
  /** The lists that were parsed in pieces, or what was made of the kept one, by the number in their placeholder. */
  private readonly cut: unknown[] = [];
  /** Random, so that no body can hold it. */
  private readonly mark = `${randomUUID()}:`;
  /** Where each open list begins, and from where its text is not parsed yet; the document itself is the first. */
  private readonly opened = [-1];
  private readonly from = [0];
  /** Of the few lists that are long, or hold a long one, by their depth: a body may open millions. */
  private readonly progress = new Map<number, Progress>();
  /** Which bracket closes what is open. */
  private readonly closing: number[] = [];

  /** Whether the list that is open in the document is the kept one, and how many commas it has so far. */
  private isKept = false;
  private commas = 0;

  constructor(
    private readonly body: Buffer,
    private readonly kept?: KeptList,
  ) {}

  async parse(): Promise<unknown> {
    const slices = new Slices();
    const { length } = this.body;
    let position = 0;
    while (position < length) {
      if (slices.isOver) await slices.next();
      position = this.read(position, Math.min(length, position + LOOK_BYTES));
    }
    if (this.closing.length > 0) throw new SyntaxError('a bracket is open');
    return this.parsed(this.textOf(0, length));
  }

  /** Reads on from `position` to at least `end`. Gives where it came to, which is never inside a text. */
  private read(position: number, end: number): number {
    const { body, closing } = this;
    let at = position;
    for (; at < end; at++) {
      const byte = body[at];
      if (byte === QUOTE) at = this.endOfText(at);
      else if (byte === COMMA) {
        if (closing.at(-1) === CLOSE_LIST) this.cutPiece(at);
      } else if (byte === OPEN_LIST) {
        if (closing.length === 1) this.beginMember(at);
        closing.push(CLOSE_LIST);
        this.opened.push(at);
        this.from.push(at + 1);
      } else if (byte === OPEN_OBJECT) closing.push(CLOSE_OBJECT);
      else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
        if (closing.pop() !== byte) throw new SyntaxError('a bracket does not match');
        if (byte === CLOSE_LIST) this.closeList(at);
      }
    }
    return at;
  }

  private endOfText(open: number): number {
    const { body } = this;
    for (let at = open + 1; at < body.length; at++) {
      const byte = body[at];
      if (byte === QUOTE) return at;
      if (byte === BACKSLASH) at += 1;
    }
    throw new SyntaxError('a text does not end');
  }

  /** At the bracket of a list which the document itself holds. */
  private beginMember(at: number): void {
    this.commas = 0;
    this.isKept =
      this.kept !== undefined && this.closing[0] === CLOSE_OBJECT && this.isNamed(at, this.kept.name);
  }

  /** Whether what stands before `at` is the name of a member. */
  private isNamed(at: number, name: string): boolean {
    const before = this.body.toString('latin1', Math.max(0, at - name.length - MOST_SPACE), at);
    const [, found] = /[{,]\s*"([^"\\]*)"\s*:\s*$/.exec(before) ?? [];
    return found === name;
  }

  /** At a comma of a list: parses what there is of it, where that is enough. */
  private cutPiece(at: number): void {
    const depth = this.from.length - 1;
    if (depth === 1) this.commas += 1;
    if (at - (this.from[depth] ?? 0) < PIECE_BYTES) return;
    this.parsePiece(depth, at);
    this.from[depth] = at + 1;
  }

  private closeList(at: number): void {
    const depth = this.from.length - 1;
    const progress = this.progress.get(depth);
    if (progress) this.parsePiece(depth, at);
    this.progress.delete(depth);
    const open = this.opened.pop();
    this.from.pop();
    const list = progress?.pieces ? this.kept?.make(this.commas + 1, progress.pieces) : progress?.elements;
    if (list === undefined) return;
    const outer = this.progressOf(depth - 1);
    outer.parts.push(
      this.body.toString('utf8', this.from[depth - 1], open),
      `"${this.mark}${this.cut.length}"`,
    );
    this.from[depth - 1] = at + 1;
    this.cut.push(list);
  }

  private progressOf(depth: number): Progress {
    const known = this.progress.get(depth);
    if (known) return known;
    const progress = { parts: [], elements: undefined, pieces: undefined };
    this.progress.set(depth, progress);
    return progress;
  }

  private parsePiece(depth: number, end: number): void {
    const progress = this.progressOf(depth);
    const { parts } = progress;
    progress.parts = [];
    const from = this.from[depth];
    const read = (): unknown[] => this.parsedPiece(parts.join('') + this.textFrom(from, end));
    if (depth === 1 && this.isKept) {
      (progress.pieces ??= []).push(read);
      return;
    }
    progress.elements ??= [];
    for (const element of read()) progress.elements.push(element);
  }

  private parsedPiece(text: string): unknown[] {
    const piece = this.parsed(`[${text}]`) as unknown[];
    if (piece.length === 0) throw new SyntaxError('an element is missing');
    return piece;
  }

  private textOf(depth: number, end: number): string {
    const parts = this.progress.get(depth)?.parts ?? [];
    return parts.join('') + this.textFrom(this.from[depth], end);
  }

  /** The text between two brackets or commas: they stand in no letter, so that each part is UTF-8 if all is. */
  private textFrom(from: number | undefined, end: number | undefined): string {
    const bytes = this.body.subarray(from, end);
    if (!isUtf8(bytes)) throw new SyntaxError('not UTF-8');
    return bytes.toString('utf8');
  }

  private parsed(text: string): unknown {
    const holder = { value: JSON.parse(text) as unknown };
    if (text.includes(this.mark)) this.fill(holder);
    return holder.value;
  }

  /** Puts the lists where their placeholders are; with a stack of its own, since a body may be deep. */
  private fill(holder: object): void {
    const stack = [holder as Record<string, unknown>];
    for (let container = stack.pop(); container; container = stack.pop()) {
      for (const key of Object.keys(container)) {
        const value = container[key];
        if (typeof value === 'string' && value.startsWith(this.mark)) {
          container[key] = this.cut[Number(value.slice(this.mark.length))];
        } else if (typeof value === 'object' && value !== null) stack.push(value as Record<string, unknown>);
      }
    }
  }
}
