import { isUtf8 } from 'node:buffer';
import type { NamedColumn } from '../../../../contract/artefact';
import { MOST_EXTRA_COLUMNS } from '../../../../contract/rows';
import { Slices } from '../../../slices';
import { HttpProblem } from '../../problem';
import { rowsOfLists } from '../table';

/** So many records are read in one go. */
const PIECE = 64;

/**
 * Rows out of a text of comma-separated values (RFC 4180) with a header. An empty field is null, but the empty text
 * where a text is in quotation marks; in a column of numbers NaN is null, too; in one of booleans true, false, 1 and 0 go by their words in any case.
 *
 * @param own the model's columns, whose types the texts take. A text that has none stays, for the validator to refuse.
 * @throws HttpProblem 400 where it is none.
 */
export async function readCsv(body: Buffer, own: readonly NamedColumn[]): Promise<unknown> {
  if (!isUtf8(body)) throw notCsv('it is not UTF-8');
  const most = own.length + MOST_EXTRA_COLUMNS;
  const reader = new CsvReader(body.toString('utf8').replace(/^\uFEFF/, ''), most);
  const header = reader.next();
  if (!header) throw notCsv('it is empty');
  const kinds = new Map(own.map(({ name, kind }) => [name, kind]));
  const names = header.map((name) => name ?? '');
  const types = names.map((name) => kinds.get(name));
  const records: unknown[][] = [];
  const slices = new Slices();
  for (let record = reader.next(); record; record = reader.next()) {
    records.push(record.map((field, index) => valueOf(field, types[index])));
    if (records.length % PIECE === 0 && slices.isOver) await slices.next();
  }
  return rowsOfLists(records, names, own);
}

const NUMBER = /^\s*[+-]?[\d.]+(?:e[+-]?\d+)?\s*$/i;
const WORDS: ReadonlyMap<string, unknown> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

function valueOf(field: string | null, kind: NamedColumn['kind'] | undefined): unknown {
  if (field === null || (field === '' && kind !== 'string')) return null;
  if (kind === 'boolean') return WORDS.get(field.trim().toLowerCase()) ?? field;
  if (kind !== 'number' && kind !== 'integer') return field;
  if (/^\s*nan\s*$/i.test(field)) return null;
  const number = NUMBER.test(field) ? Number(field) : NaN;
  return Number.isNaN(number) ? field : number;
}

const PLAIN_FIELD = /[^,\n\r]*/y;

/** Reads one record after the other. Empty lines are passed over. */
class CsvReader {
  private at = 0;

  /** @param most so many fields a record may have. */
  constructor(
    private readonly text: string,
    private readonly most: number,
  ) {}

  /** The fields of the next record, null where nothing stands between two commas, or undefined at the end. */
  next(): (string | null)[] | undefined {
    const { text } = this;
    while (text[this.at] === '\n' || text[this.at] === '\r') this.at += 1;
    if (this.at >= text.length) return undefined;
    const fields: (string | null)[] = [];
    for (;;) {
      fields.push(text[this.at] === '"' ? this.quoted() : this.plain());
      if (text[this.at] !== ',') return fields;
      if (fields.length > this.most) throw notCsv(`a line has more than ${this.most} fields`);
      this.at += 1;
    }
  }

  private plain(): string | null {
    const from = this.at;
    PLAIN_FIELD.lastIndex = from;
    PLAIN_FIELD.test(this.text);
    this.at = PLAIN_FIELD.lastIndex;
    return this.at === from ? null : this.text.slice(from, this.at);
  }

  private quoted(): string {
    const { text } = this;
    let field = '';
    for (let from = this.at + 1; ; from = this.at + 1) {
      const end = text.indexOf('"', from);
      if (end < 0) throw notCsv('a quotation mark is open');
      field += text.slice(from, end);
      this.at = end + 1;
      if (text[this.at] !== '"') break;
      field += '"';
    }
    const after = text[this.at];
    if (after !== undefined && !',\n\r'.includes(after)) {
      throw notCsv('a letter follows a closing quotation mark');
    }
    return field;
  }
}

function notCsv(cause: string): HttpProblem {
  return new HttpProblem(400, 'bad-csv', `The body is no comma-separated values with a header: ${cause}.`);
}
