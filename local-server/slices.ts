/** Work that takes longer than this in one go, in milliseconds, is cut into slices: everybody else waits for it. */
const SLICE_MILLISECONDS = 2;

const waiting: (() => void)[] = [];

function admitOne(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(admitOne);
}

/** Resolves in a later turn of the event loop, for one waiting slice a turn: many long works delay no more than one. */
function nextSlice(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(admitOne);
  });
}

/** Cuts one long work into slices: `await slices.next()` between its steps, where `slices.isOver`. */
export class Slices {
  private until = performance.now() + SLICE_MILLISECONDS;

  get isOver(): boolean {
    return performance.now() >= this.until;
  }

  /** Lets what arrived meanwhile have its turn. */
  async next(): Promise<void> {
    await nextSlice();
    this.until = performance.now() + SLICE_MILLISECONDS;
  }
}
