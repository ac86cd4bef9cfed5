import { TemplateProblem } from './problem';

/** The largest text or collection that one operation may make, in characters or entries. */
const LARGEST = 5_000_000;

/**
 * What one project may use of the machine. A template is somebody else's program: an endless loop, a text doubled
 * forty times or a deep nesting must end in a sentence, not in an editor that hangs.
 */
export class Budget {
  #steps: number;
  #depth = 0;
  readonly #deepest: number;

  /** @param steps operations in all; a hundred characters made count as one more. @param deepest nesting. */
  constructor(steps = 2_000_000, deepest = 400) {
    this.#steps = steps;
    this.#deepest = deepest;
  }

  step(steps = 1): void {
    this.#steps -= steps;
    if (this.#steps < 0) throw new TemplateProblem('limit', 'the template takes too many steps');
  }

  /** To be called with the length of a text before it is made: what is made may all be kept. */
  size(characters: number): void {
    this.#make(characters, 100);
  }

  /** To be called with the size of a collection before it is made; an entry takes eight bytes or more. */
  entries(count: number): void {
    this.#make(count, 20);
  }

  enter(): void {
    if (++this.#depth > this.#deepest) throw new TemplateProblem('limit', 'the template nests too deeply');
  }

  leave(): void {
    this.#depth--;
  }

  #make(size: number, perStep: number): void {
    if (size > LARGEST) throw new TemplateProblem('limit', 'the template makes a value that is too large');
    this.step(size / perStep);
  }
}

let running: Budget | undefined;
let lenient = false;

/**
 * Runs something that is paid for from `budget`: what it calls takes its steps with `spend`. Rendering is synchronous,
 * so that one budget at a time is the running one, and printing or comparing a value needs none handed through.
 */
export function within<T>(budget: Budget, namesMayLack: boolean, run: () => T): T {
  const outer = running;
  const outerLenient = lenient;
  running = budget;
  lenient = namesMayLack;
  try {
    return run();
  } finally {
    running = outer;
    lenient = outerLenient;
  }
}

/** Whether printing, testing, comparing or going through an undefined value is allowed in the running template. */
export function undefinedIsLenient(): boolean {
  return lenient;
}

/** Takes steps from the running budget; a value that holds another one twice can take very many. */
export function spend(steps: number): void {
  running?.step(steps);
}
