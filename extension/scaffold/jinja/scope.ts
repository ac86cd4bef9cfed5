import type { Value } from './values';

/** Names and their values. What is set in an inner scope, such as the body of a loop, does not leave it. */
export class Scope {
  readonly #values = new Map<string, Value>();
  readonly #outer: Scope | undefined;

  constructor(outer?: Scope) {
    this.#outer = outer;
  }

  find(name: string): Value | undefined {
    const own = this.#values.get(name);
    return own === undefined ? this.#outer?.find(name) : own;
  }

  set(name: string, value: Value): void {
    this.#values.set(name, value);
  }
}
