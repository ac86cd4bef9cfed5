import type { Budget } from './limits';
import { TemplateProblem } from './problem';

/** The most text that one template may render to, in characters. */
const LONGEST_OUTPUT = 20_000_000;

/** The text that a template, or a part of one, has printed so far. */
export class Output {
  readonly #budget: Budget;
  readonly #parts: string[] = [];
  #length = 0;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  add(text: string): void {
    this.#budget.step(text.length / 1000);
    this.#length += text.length;
    if (this.#length > LONGEST_OUTPUT) {
      throw new TemplateProblem('limit', 'the template prints too much text');
    }
    this.#parts.push(text);
  }

  get length(): number {
    return this.#length;
  }

  get text(): string {
    return this.#parts.join('');
  }
}
