/** CSV as RFC 4180 has it, with the separators that spreadsheets write. */

export const SEPARATORS = [',', ';', '\t'] as const;
export type Separator = (typeof SEPARATORS)[number];

/** The separator of a file: the one that its first line has most often, outside of quotes. */
export function separatorOf(firstLine: string): Separator {
  const plain = firstLine.replace(/"[^"]*"/g, '');
  const count = (separator: Separator): number => plain.split(separator).length;
  return [...SEPARATORS].sort((a, b) => count(b) - count(a))[0] ?? ',';
}

/**
 * Reads records piece by piece: a quoted cell may hold separators, quotes and line breaks, and a piece may end anywhere.
 * Empty lines are left out.
 */
export class CsvReader {
  private cell = '';
  private record: string[] = [];
  private quoted = false;
  /** A quote was read within quotes: it ends them, unless another one follows. */
  private quoteSeen = false;

  constructor(private readonly separator: Separator) {}

  /** The records that end in this piece. */
  read(piece: string): string[][] {
    const records: string[][] = [];
    for (const character of piece) {
      if (this.quoted && !this.quoteSeen) {
        if (character === '"') this.quoteSeen = true;
        else this.cell += character;
      } else if (this.quoteSeen && character === '"') {
        this.cell += '"';
        this.quoteSeen = false;
      } else {
        this.quoted = false;
        this.quoteSeen = false;
        this.readOutside(character, records);
      }
    }
    return records;
  }

  /** The last record, where the file does not end with a line break. */
  end(): string[][] {
    const records: string[][] = [];
    this.endRecord(records);
    return records;
  }

  private readOutside(character: string, records: string[][]): void {
    if (character === '"' && this.cell === '') this.quoted = true;
    else if (character === this.separator) this.endCell();
    else if (character === '\n') this.endRecord(records);
    else if (character !== '\r') this.cell += character;
  }

  private endCell(): void {
    this.record.push(this.cell);
    this.cell = '';
  }

  private endRecord(records: string[][]): void {
    if (this.cell !== '' || this.record.length > 0) {
      this.endCell();
      records.push(this.record);
    }
    this.record = [];
    this.quoted = false;
    this.quoteSeen = false;
  }
}

/** One record as a line with its line break; cells are quoted where they need it. */
export function csvLine(cells: readonly string[], separator: Separator): string {
  const needsQuotes = (cell: string): boolean => cell.includes(separator) || /["\r\n]/.test(cell);
  const written = cells.map((cell) => (needsQuotes(cell) ? `"${cell.replaceAll('"', '""')}"` : cell));
  return `${written.join(separator)}\n`;
}
