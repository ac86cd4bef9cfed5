import { bind } from './arguments';
import { equals } from './operators';
import { wrong } from './problem';
import { Callable, Structure, Tuple, Undefined, type Arguments, type Value } from './values';

/** The variable `loop` inside a for loop. It reads the entries one by one, and ahead only where it is asked. */
export class Loop extends Structure {
  override readonly typeName = 'LoopContext';
  readonly #source: Iterator<Value, void>;
  readonly #known: number | undefined;
  readonly #depth: number;
  readonly #again: ((items: Value) => Value) | undefined;
  readonly #ahead: Value[] = [];
  #at = -1;
  #current: Value | undefined;
  #previous: Value | undefined;
  #last: Value | undefined;

  /**
   * @param length how many entries there are, if that is known.
   * @param depth of the loop among the recursive ones, from 0.
   * @param again renders the loop's body for other entries, if the loop is recursive.
   */
  constructor(
    source: Iterable<Value>,
    length: number | undefined,
    depth: number,
    again: ((items: Value) => Value) | undefined,
  ) {
    super();
    this.#source = source[Symbol.iterator]() as Iterator<Value, void>;
    this.#known = length;
    this.#depth = depth;
    this.#again = again;
  }

  /** Goes on to the next entry and gives it, or undefined behind the last. */
  advance(): Value | undefined {
    const next = this.#peek();
    this.#ahead.shift();
    this.#at++;
    this.#previous = this.#current;
    this.#current = next;
    return next;
  }

  override call = (args: Arguments): Value => {
    const [items = null] = bind('loop', args, 'iterable');
    if (!this.#again) throw wrong("the loop needs the word 'recursive' to be called");
    return this.#again(items);
  };

  override attribute(name: string): Value | undefined {
    const at = BigInt(this.#at);
    switch (name) {
      case 'index':
        return at + 1n;
      case 'index0':
        return at;
      case 'revindex':
        return this.#length() - at;
      case 'revindex0':
        return this.#length() - at - 1n;
      case 'first':
        return at === 0n;
      case 'last':
        return this.#peek() === undefined;
      case 'length':
        return this.#length();
      case 'depth':
        return BigInt(this.#depth + 1);
      case 'depth0':
        return BigInt(this.#depth);
      case 'previtem':
        return orUndefined(this.#previous, 'there is no previous item');
      case 'nextitem':
        return orUndefined(this.#peek(), 'there is no next item');
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

  #peek(): Value | undefined {
    if (this.#ahead.length === 0) {
      const { done, value } = this.#source.next();
      if (done !== true) this.#ahead.push(value);
    }
    return this.#ahead[0];
  }

  #length(): bigint {
    if (this.#known !== undefined) return BigInt(this.#known);
    for (let next = this.#source.next(); next.done !== true; next = this.#source.next()) {
      this.#ahead.push(next.value);
    }
    return BigInt(this.#at + 1 + this.#ahead.length);
  }
}

/** None is an entry too, so that `??` does not do. */
function orUndefined(value: Value | undefined, message: string): Value {
  return value === undefined ? new Undefined(message) : value;
}
