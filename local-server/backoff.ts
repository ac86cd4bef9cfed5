const FIRST_MILLISECONDS = 250;
const MOST_MILLISECONDS = 30_000;
/** What has lived so long was well: the next end begins anew. */
const WELL_MILLISECONDS = 60_000;

/** How long to wait before something that keeps ending is started again: twice as long each time. */
export class Backoff {
  private wait = FIRST_MILLISECONDS;

  /** @param lived how long it lived, in milliseconds; 0 where it did not start. */
  next(lived: number): number {
    if (lived >= WELL_MILLISECONDS) this.wait = FIRST_MILLISECONDS;
    const { wait } = this;
    this.wait = Math.min(MOST_MILLISECONDS, wait * 2);
    return wait;
  }
}
