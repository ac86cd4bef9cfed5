import { tellsOf, type DataRow } from '../../../contract/dataRow';

type Rows = readonly Readonly<Record<string, unknown>>[];

/** The rows of the data that this window put into a form, by project; kept in memory alone. */
export class DrawnRows {
  private readonly drawn = new Map<string, DataRow[]>();

  /** @param key the project's folder. */
  add(key: string, row: DataRow): void {
    this.drawn.set(key, [...(this.drawn.get(key) ?? []), row]);
  }

  /** The row of the data that one of these rows tells of, the last drawn first; undefined where there is none. */
  find(key: string, rows: Rows): DataRow | undefined {
    return this.drawn.get(key)?.findLast((drawn) => rows.some((row) => tellsOf(row, drawn)));
  }

  /** Whether one of these rows tells of a row of the data that is not to be stored. */
  isPrivate(key: string, rows: Rows): boolean {
    const kept = this.drawn.get(key) ?? [];
    return kept.some((drawn) => drawn.isPrivate && rows.some((row) => tellsOf(row, drawn)));
  }
}
