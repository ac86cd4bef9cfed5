import type { InputSchema } from '../../../contract/artefact';
import { Failure } from '../../../contract/failure';
import type { TesterHistoryEntry } from '../../../contract/testerMessages';
import { EntryFiles } from '../../files/entryFiles';
import type { Ending } from '../targets/target';
import { historyEntry, readHistoryEntry, shownEntry, type HistoryEntry, type Sent } from './entry';

/** So many requests are kept of all projects together; the oldest goes first. */
export const MOST_ENTRIES = 100;
/** The rows that this window sent are kept whole, in memory only, up to so many characters of JSON together. */
const MOST_MEMORY = 20_000_000;

/** An entry with its rows: those that were sent where this window still has them, else those of the file. */
export interface Recalled {
  entry: HistoryEntry;
  rows: Record<string, unknown>[];
  /** The columns whose values are not known any more. */
  missing: string[];
  /** Whether the rows are all that were sent. */
  whole: boolean;
}

/**
 * The last requests, of every window. A file holds no personal value; the rows that this window sent itself are known
 * whole until it closes.
 */
export class History {
  private readonly files: EntryFiles<HistoryEntry>;
  private readonly own = new Map<string, { rows: Record<string, unknown>[]; size: number }>();
  private readonly listeners = new Set<() => void>();

  /**
   * @param folder where the files lie.
   * @param isEnabled whether a person wants it.
   */
  constructor(
    folder: string,
    readonly isEnabled: () => boolean,
  ) {
    this.files = new EntryFiles(folder, readHistoryEntry);
  }

  /** Keeps a request, where a person wants that. */
  async add(sent: Sent, input: InputSchema): Promise<void> {
    if (!this.isEnabled()) return;
    const id = EntryFiles.newId(sent.time.getTime());
    await this.files.write(id, historyEntry(sent, input));
    this.keepRows(id, sent.rows);
    const ids = await this.files.ids();
    await Promise.all(ids.slice(0, -MOST_ENTRIES).map((old) => this.forget(old)));
    this.changed();
  }

  /** The requests of a project, the newest first. */
  async list(project: string): Promise<TesterHistoryEntry[]> {
    if (!this.isEnabled()) return [];
    const stored = await this.files.all();
    return stored
      .filter(({ entry }) => entry.project === project)
      .map(({ id, entry }) => shownEntry(id, entry))
      .reverse();
  }

  /** @throws Failure `entry-gone`. */
  async recall(id: string): Promise<Recalled> {
    const entry = await this.files.get(id);
    if (!entry) {
      const message = 'The history does not have this request any more.';
      throw new Failure('entry-gone', message, 'Choose another one.');
    }
    const own = this.own.get(id);
    if (own) return { entry, rows: own.rows, missing: [], whole: true };
    const { rows, missing, count } = entry;
    return { entry, rows, missing, whole: rows.length === count };
  }

  /**
   * An entry with the rows as they were sent.
   *
   * @throws Failure `entry-gone`, or `entry-incomplete` where values or rows are not kept any more.
   */
  async recallWhole(id: string): Promise<Recalled> {
    const recalled = await this.recall(id);
    const { entry, rows, missing, whole } = recalled;
    if (missing.length > 0) {
      throw new Failure(
        'entry-incomplete',
        `The values of ${missing.join(', ')} are not kept in the history.`,
        'Put the request into the form, fill them in, send it and save that answer.',
      );
    }
    if (!whole) {
      throw new Failure(
        'entry-incomplete',
        `The history keeps ${rows.length} of the ${entry.count} rows of this request.`,
        'Send the rows again and save that answer.',
      );
    }
    return recalled;
  }

  async remove(id: string): Promise<void> {
    await this.forget(id);
    this.changed();
  }

  /** Forgets every request of a project. */
  async clear(project: string): Promise<void> {
    const stored = await this.files.all();
    const ids = stored.filter(({ entry }) => entry.project === project).map(({ id }) => id);
    await Promise.all(ids.map((id) => this.forget(id)));
    this.changed();
  }

  onDidChange(listener: () => void): Ending {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  /** To be called when another window wrote or removed an entry, or the setting changed. */
  changed(): void {
    for (const listener of this.listeners) listener();
  }

  private async forget(id: string): Promise<void> {
    this.own.delete(id);
    await this.files.remove(id);
  }

  private keepRows(id: string, rows: Record<string, unknown>[]): void {
    this.own.set(id, { rows, size: JSON.stringify(rows).length });
    let size = [...this.own.values()].reduce((sum, each) => sum + each.size, 0);
    for (const [old, each] of this.own) {
      if (size <= MOST_MEMORY) return;
      this.own.delete(old);
      size -= each.size;
    }
  }
}
