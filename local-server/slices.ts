/** Work that takes longer than this in one go, in milliseconds, is cut into slices: everybody else waits for it. */
const SLICE_MILLISECONDS = 2;
/** How long the next slice waits while short work comes in: who asks for one row shall have most of the time. */
const PAUSE_MILLISECONDS = 6;
/** How long it waits at most, while so much short work comes that the event loop has no turn without. */
const LONGEST_PAUSE_MILLISECONDS = 25;

const waiting: (() => void)[] = [];
let shortWork = false;

/** Says that somebody asked for something short: long work holds back for a while. */
export function noteShortWork(): void {
  shortWork = true;
}

function admitOne(): void {
  waiting.shift()?.();
  if (waiting.length > 0) admitSoon();
}

/** What has arrived since the last slice is known only when the loop has looked for it. */
function admitSoon(): void {
  shortWork = false;
  setImmediate(() => {
    if (!shortWork) admitOne();
    else setTimeout(admitWhenCalm, PAUSE_MILLISECONDS, performance.now() + LONGEST_PAUSE_MILLISECONDS);
  });
}

function admitWhenCalm(latest: number): void {
  shortWork = false;
  setImmediate(() => {
    if (!shortWork || performance.now() >= latest) admitOne();
    else admitWhenCalm(latest);
  });
}

/** Resolves in a later turn of the event loop, for one waiting slice a turn: many long works delay no more than one. */
function nextSlice(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) admitSoon();
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
