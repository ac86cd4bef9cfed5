import { bind } from './arguments';
import { Callable, type Value } from './values';

/** What a number has beside its value: the parts of an integer or a float, and questions about it. */
export function numberAttribute(self: bigint | number | boolean, name: string): Value | undefined {
  const value = typeof self === 'boolean' ? (self ? 1n : 0n) : self;
  const isInteger = typeof value === 'bigint';
  const method = (run: () => Value) =>
    new Callable(name, (args) => {
      bind(name, args);
      return run();
    });
  switch (name) {
    case 'real':
      return value;
    case 'imag':
      return isInteger ? 0n : 0;
    case 'conjugate':
      return method(() => value);
    case 'numerator':
      return isInteger ? value : undefined;
    case 'denominator':
      return isInteger ? 1n : undefined;
    case 'bit_length':
      return isInteger ? method(() => BigInt(binary(value).length)) : undefined;
    case 'bit_count':
      return isInteger ? method(() => BigInt(binary(value).replaceAll('0', '').length)) : undefined;
    case 'is_integer':
      return isInteger ? undefined : method(() => Number.isInteger(value));
    default:
      return undefined;
  }
}

function binary(value: bigint): string {
  return value === 0n ? '' : (value < 0n ? -value : value).toString(2);
}
