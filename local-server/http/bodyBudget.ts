/** What each body may take without asking: short requests never wait for, nor suffer from, long ones. */
export const FREE_BYTES = 64 * 1024;

/**
 * The memory of all bodies together that are read or being answered. Each may have `FREE_BYTES`, as many as requests
 * are let in; what comes beyond that counts here. Counted is what has come, not what a head declares: who sends nothing
 * takes nothing away from others.
 */
export class BodyBudget {
  private held = 0;

  /** @param most so many bytes may be held. */
  constructor(private readonly most: number) {}

  get heldBytes(): number {
    return this.held;
  }

  /** Whether there is room for so many bytes more; they are held then. */
  take(bytes: number): boolean {
    if (this.held + bytes > this.most) return false;
    this.held += bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.held -= bytes;
  }
}
