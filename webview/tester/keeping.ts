import { tellsOf } from '../../contract/dataRow';
import type { PageHost } from './pageHost';
import {
  keptOf,
  readSaved,
  storable,
  withKept,
  withoutData,
  withReply,
  type Kept,
  type Pending,
  type Reply,
  type Saved,
} from './saved';

/** What the page keeps of each project, and the request that runs; the editor stores it with every change. */
export class Keeping {
  private saved: Saved;
  /** The projects whose drafts this page had before it was hidden, and did not store. */
  private readonly unstored: ReadonlySet<string>;

  constructor(private readonly host: Pick<PageHost, 'getState' | 'setState'>) {
    this.saved = readSaved(host.getState());
    this.unstored = new Set(this.saved.unstored);
  }

  get pending(): Pending | undefined {
    return this.saved.pending;
  }

  of(key: string): Kept | undefined {
    return keptOf(this.saved, key);
  }

  /** Whether the page had private rows of the data in the form of a project when it was hidden. */
  isUnstored(key: string): boolean {
    return this.unstored.has(key);
  }

  /** Keeps what is now known of a project, and lets go of the rows of the data once its draft tells of none. */
  put(key: string, kept: Kept): void {
    const { drawn, draft } = kept;
    this.saved = withKept(this.saved, key, kept);
    const tells = draft.rows.some((row) => drawn?.some((each) => tellsOf(row, each)));
    if (drawn && !tells) this.saved = withoutData(this.saved, key);
    this.store();
  }

  /** Notes a request that is being sent, and gives its number. */
  begin(pending: Omit<Pending, 'request'>): number {
    const request = this.saved.requests + 1;
    this.saved = { ...this.saved, requests: request, pending: { ...pending, request } };
    this.store();
    return request;
  }

  /** Nothing is awaited any more. */
  settle(): void {
    const { schema, requests, projects } = this.saved;
    this.saved = { schema, requests, projects };
    this.store();
  }

  /**
   * Takes a reply to the request that is awaited; any other came too late.
   *
   * @param request undefined where a start failed: that belongs to the project on show, `shownKey`.
   * @returns whether it was taken.
   */
  take(request: number | undefined, reply: Reply, shownKey: string | undefined): boolean {
    const { pending } = this;
    if (request !== undefined && request !== pending?.request) return false;
    const key = request === undefined ? shownKey : pending?.key;
    const kept = key === undefined ? undefined : this.of(key);
    if (request !== undefined) this.settle();
    if (key !== undefined && kept) this.put(key, withReply(kept, reply, pending));
    return true;
  }

  private store(): void {
    this.host.setState(storable(this.saved));
  }
}
