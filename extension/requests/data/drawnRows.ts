import { isDataRow, tellsOf, type DataRow } from '../../../contract/dataRow';

type Rows = readonly Readonly<Record<string, unknown>>[];

/** The rows of the data that this window put into a form, by project; kept in memory alone. */
export class DrawnRows {
  private readonly drawn = new Map<string, DataRow[]>();

  /** @param key the project's folder. */
  add(key: string, rows: readonly DataRow[]): void {
    const kept = this.drawn.get(key) ?? [];
    const isKept = ({ number, row }: DataRow): boolean =>
      kept.some((each) => each.number === number && isDataRow(row, each));
    this.drawn.set(key, [...kept, ...rows.filter((row) => !isKept(row))]);
  }

  /** The rows of the data that these rows are, or tell of. */
  find(key: string, rows: Rows): DataRow[] {
    const kept = this.drawn.get(key) ?? [];
    return kept.filter((drawn) => rows.some((row) => tellsOf(row, drawn)));
  }

  /** Whether one of these rows tells of a row of the data that is not to be stored. */
  isPrivate(key: string, rows: Rows): boolean {
    const kept = this.drawn.get(key) ?? [];
    return kept.some((drawn) => drawn.isPrivate && rows.some((row) => tellsOf(row, drawn)));
  }
}
