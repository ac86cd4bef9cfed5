import type { Failure } from '../../contract/failure';

/** Work that a project may have under way only once, since a second run would write the same files. */
export class OneAtATime {
  private readonly busy = new Set<string>();

  /**
   * Does the work, and gives what it gives.
   *
   * @param folder the project's.
   * @param refusal what to say while the same is under way.
   * @throws Failure `refusal()`, or what `work` throws.
   */
  async run<T>(folder: string, refusal: () => Failure, work: () => Promise<T>): Promise<T> {
    if (this.busy.has(folder)) throw refusal();
    this.busy.add(folder);
    try {
      return await work();
    } finally {
      this.busy.delete(folder);
    }
  }
}
