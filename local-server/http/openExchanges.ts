import type { Exchange } from './exchange';

/**
 * The requests that are being answered. A Set would do, but each time that one rehashes it leaves a table behind which,
 * once it is old, keeps the requests of its time alive until the next full collection: it cost a tenth of the
 * throughput.
 */
export class OpenExchanges {
  private readonly slots: (Exchange | undefined)[] = [];
  private readonly free: number[] = [];

  get size(): number {
    return this.slots.length - this.free.length;
  }

  /** @returns its place, to be given to `remove`. */
  add(exchange: Exchange): number {
    const slot = this.free.pop() ?? this.slots.length;
    this.slots[slot] = exchange;
    return slot;
  }

  remove(slot: number): void {
    this.slots[slot] = undefined;
    this.free.push(slot);
  }

  /** Those that began before a time of `performance.now()`. */
  olderThan(time: number): Exchange[] {
    return this.slots.filter((exchange) => exchange !== undefined).filter(({ started }) => started < time);
  }
}
