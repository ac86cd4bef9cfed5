import { Failure } from '../../../contract/failure';
import type { TesterTarget } from '../../../contract/testerMessages';
import { isRecord } from '../../../contract/version';
import { EntryFiles, type Stored } from '../../files/entryFiles';
import type { Destination } from '../exchange';
import { askByKey } from './askByKey';
import { askReady, type Look } from './askReady';
import type { Ending, TargetSource } from './target';
import { checkHeader, newUrlTarget, readUrlTarget, type GivenAddress, type UrlTarget } from './urlTarget';

/** Where secrets are kept: what `vscode.SecretStorage` is. */
export interface Secrets {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

/**
 * The targets that were added by hand, the same in every workspace: a file each, the values of their headers among the
 * secrets, bound to the address that they were given for.
 */
export class UrlTargets implements TargetSource {
  readonly name = 'url';
  private readonly files: EntryFiles<UrlTarget>;
  private readonly looks = new Map<string, Look>();
  /** Those that said whether they fetch features by key: it stays known while one is away. */
  private readonly byKey = new Map<string, boolean>();
  private readonly listeners = new Set<() => void>();
  private stored: readonly Stored<UrlTarget>[] = [];

  /** @param folder where the files lie. */
  constructor(
    folder: string,
    private readonly secrets: Secrets,
  ) {
    this.files = new EntryFiles(folder, readUrlTarget);
  }

  /** Reads the files anew: another window may have added or removed one. */
  async refresh(): Promise<void> {
    this.stored = await this.files.all();
    this.changed();
  }

  list(): TesterTarget[] {
    return this.stored.map(({ id, entry: { title, url, headers } }) => {
      const look = this.looks.get(id) ?? { state: 'checking' };
      const byKey = this.byKey.get(id);
      const offers = byKey === undefined ? {} : { byKey };
      return { id: `url.${id}`, title, url, headers, detail: url, ...look, ...offers };
    });
  }

  /** What is kept of a target, without the values of its headers; undefined where it is gone. */
  get(id: string): UrlTarget | undefined {
    return this.stored.find((each) => each.id === plainId(id))?.entry;
  }

  /** Adds a target and gives its id. */
  async add(title: string, given: GivenAddress): Promise<string> {
    const id = EntryFiles.newId();
    await this.keep(id, title, given.url, given.headers);
    return `url.${id}`;
  }

  /**
   * Changes a target.
   *
   * @param headers the new values; those that are undefined keep theirs, unless the address is another server's.
   */
  async edit(
    id: string,
    title: string,
    url: string,
    headers: Record<string, string | undefined>,
  ): Promise<void> {
    const before = await this.headersOf(plainId(id), url);
    const all: Record<string, string> = {};
    for (const [name, value] of Object.entries(headers)) {
      const kept = value ?? before[name];
      if (kept === undefined) throw lostHeader(name);
      all[name] = kept;
    }
    await this.keep(plainId(id), title, url, all);
  }

  async remove(id: string): Promise<void> {
    await this.files.remove(plainId(id));
    await this.secrets.delete(secretKey(plainId(id)));
    this.forgetLook(plainId(id));
    await this.refresh();
  }

  /** @throws Failure `target-gone` or `header-lost`. */
  async reach(id: string): Promise<Destination> {
    const target = this.get(id);
    if (!target) throw new Failure('target-gone', 'The target was removed.', 'Choose another target.');
    const headers = await this.headersOf(plainId(id), target.url);
    const lost = target.headers.find((name) => headers[name] === undefined);
    if (lost !== undefined) throw lostHeader(lost);
    return { url: target.url, headers };
  }

  async look(id: string): Promise<void> {
    const key = plainId(id);
    if (!this.looks.has(key)) this.see(key, { state: 'checking' });
    try {
      const destination = await this.reach(id);
      const look = await askReady(destination);
      const isSame = (): boolean => this.get(id)?.url === destination.url;
      if (isSame()) this.see(key, look);
      const byKey = look.state === 'ready' && look.model ? await askByKey(destination) : undefined;
      if (isSame()) this.see(key, this.looks.get(key) ?? look, byKey);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.see(key, { state: 'failed', detail: `${error.message} ${error.next}` });
    }
  }

  onDidChange(listener: () => void): Ending {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  private async keep(id: string, title: string, url: string, headers: Record<string, string>): Promise<void> {
    for (const [name, value] of Object.entries(headers)) checkHeader(name, value);
    const names = Object.keys(headers);
    if (names.length === 0) await this.secrets.delete(secretKey(id));
    else {
      const secret = { schema: 1, origin: new URL(url).origin, headers };
      await this.secrets.store(secretKey(id), JSON.stringify(secret));
    }
    await this.files.write(id, newUrlTarget(title, url, names));
    this.forgetLook(id);
    await this.refresh();
  }

  /** The values that were given for a server; none where the secrets belong to another. */
  private async headersOf(id: string, url: string): Promise<Record<string, string>> {
    const text = await this.secrets.get(secretKey(id));
    const secret = text === undefined ? undefined : parse(text);
    if (!isRecord(secret) || secret['schema'] !== 1 || secret['origin'] !== new URL(url).origin) return {};
    const { headers } = secret;
    if (!isRecord(headers)) return {};
    return Object.fromEntries(
      Object.entries(headers).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
    );
  }

  private see(key: string, look: Look, byKey = this.byKey.get(key)): void {
    const before = [this.looks.get(key), this.byKey.get(key)];
    this.looks.set(key, look);
    if (byKey !== undefined) this.byKey.set(key, byKey);
    if (JSON.stringify(before) !== JSON.stringify([look, byKey])) this.changed();
  }

  private forgetLook(key: string): void {
    this.looks.delete(key);
    this.byKey.delete(key);
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}

function plainId(id: string): string {
  return id.replace(/^url\./, '');
}

function secretKey(id: string): string {
  return `bellhop.target.${id}`;
}

function lostHeader(name: string): Failure {
  return new Failure(
    'header-lost',
    `The value of the header ${name} is not known here.`,
    'Edit the target and give it again.',
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
