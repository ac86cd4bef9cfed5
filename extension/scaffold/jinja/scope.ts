import { equals } from './operators';
import { bind } from './arguments';
import { wrong } from './problem';
import { Callable, Structure, Tuple, Undefined, type Value } from './values';

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

/** The variable `loop` inside a for loop. */
export class Loop extends Structure {
  override readonly typeName = 'LoopContext';
  readonly #items: readonly Value[];
  #at = -1;
  #last: Value | undefined;

  constructor(items: readonly Value[]) {
    super();
    this.#items = items;
  }

  advance(): void {
    this.#at++;
  }

  override attribute(name: string): Value | undefined {
    const at = BigInt(this.#at);
    const length = BigInt(this.#items.length);
    switch (name) {
      case 'index':
        return at + 1n;
      case 'index0':
        return at;
      case 'revindex':
        return length - at;
      case 'revindex0':
        return length - at - 1n;
      case 'first':
        return at === 0n;
      case 'last':
        return at === length - 1n;
      case 'length':
        return length;
      // A loop that is not recursive is never deeper.
      case 'depth':
        return 1n;
      case 'depth0':
        return 0n;
      case 'previtem':
        return this.#neighbour(this.#at - 1, 'there is no previous item');
      case 'nextitem':
        return this.#neighbour(this.#at + 1, 'there is no next item');
      case 'cycle':
        return new Callable('cycle', ({ positional }) => {
          const value = positional[this.#at % positional.length];
          if (value === undefined) throw wrong("'cycle' needs something to go through");
          return value;
        });
      case 'changed':
        return new Callable('changed', (args) => {
          bind('changed', { positional: [], named: args.named });
          const now = new Tuple(args.positional);
          const changed = this.#last === undefined || !equals(this.#last, now);
          if (changed) this.#last = now;
          return changed;
        });
      default:
        return undefined;
    }
  }

  #neighbour(at: number, message: string): Value {
    const value = this.#items[at];
    return value === undefined ? new Undefined(message) : value;
  }
}
