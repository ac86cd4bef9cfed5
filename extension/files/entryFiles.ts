import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

const ENDING = '.json';
/** So many ids keep their order within one millisecond: as many as four digits of base 36 count. */
const MOST_TURNS = 36 ** 4;

/** An entry with the id that its file is named by. */
export interface Stored<Entry> {
  id: string;
  entry: Entry;
}

/**
 * State that windows share: one small JSON file an entry, written by rename, so that two windows never lose each other's
 * and a reader never sees half an entry.
 */
export class EntryFiles<Entry> {
  private static made = 0;

  /**
   * @param folder is made with the first entry.
   * @param read gives undefined for what is no entry, or one of a newer Bellhop: it is left alone.
   */
  constructor(
    readonly folder: string,
    private readonly read: (document: unknown) => Entry | undefined,
  ) {}

  /** Ids come in the order of their time; of one millisecond in the order in which this window made them. */
  static newId(now = Date.now()): string {
    const turn = (EntryFiles.made++ % MOST_TURNS).toString(36).padStart(4, '0');
    return `${now.toString(36).padStart(9, '0')}-${turn}${randomBytes(6).toString('hex')}`;
  }

  async write(id: string, entry: Entry): Promise<void> {
    if (!isId(id)) throw new TypeError('An id of letters, digits and hyphens is needed.');
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const part = path.join(this.folder, `.${id}.${randomBytes(6).toString('hex')}.part`);
    try {
      await writeFile(part, JSON.stringify(entry), { mode: 0o600, flag: 'wx' });
      await rename(part, this.file(id));
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
  }

  /** The ids in their order, the oldest first. */
  async ids(): Promise<string[]> {
    const names = await readdir(this.folder).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    });
    return names
      .filter((name) => name.endsWith(ENDING) && !name.startsWith('.'))
      .map((name) => name.slice(0, -ENDING.length))
      .sort();
  }

  /** Those that can be read, the oldest first. */
  async all(): Promise<Stored<Entry>[]> {
    const stored = await Promise.all(
      (await this.ids()).map(async (id) => ({ id, entry: await this.get(id) })),
    );
    return stored.flatMap(({ id, entry }) => (entry === undefined ? [] : [{ id, entry }]));
  }

  /** One entry; undefined where it is gone or cannot be read. */
  async get(id: string): Promise<Entry | undefined> {
    const text = isId(id) ? await readFile(this.file(id), 'utf8').catch(() => undefined) : undefined;
    if (text === undefined) return undefined;
    try {
      return this.read(JSON.parse(text) as unknown);
    } catch {
      return undefined;
    }
  }

  async remove(id: string): Promise<void> {
    if (isId(id)) await rm(this.file(id), { force: true });
  }

  private file(id: string): string {
    return path.join(this.folder, `${id}${ENDING}`);
  }
}

/** Nothing that leads out of the folder. */
function isId(text: string): boolean {
  return /^[a-zA-Z0-9-]+$/.test(text);
}
