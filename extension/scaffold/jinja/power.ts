import { exact } from './decimals';

/** Beyond it the exact power has too many digits to be a number on the way. */
const LARGEST = 16;
/** More binary digits than a number has, so that the last one can be rounded. */
const DIGITS = 128;

/**
 * A float to a power, correctly rounded where the power is a small whole number. There Python, with its C library, and
 * JavaScript differ in the last digit.
 */
export function power(base: number, exponent: number): number {
  const plain = base ** exponent;
  const isSmall = Number.isInteger(exponent) && Math.abs(exponent) <= LARGEST && exponent !== 0;
  if (!isSmall || !Number.isFinite(base) || Math.abs(plain) < 1e-280 || Math.abs(plain) > 1e280) return plain;
  const { numerator, shift } = exact(Math.abs(base));
  const sign = base < 0 && exponent % 2 !== 0 ? -1 : 1;
  const raised = numerator ** BigInt(Math.abs(exponent));
  const by = -Number(shift) * Math.abs(exponent);
  if (exponent > 0) return sign * scaled(raised, by);
  const places = DIGITS + raised.toString(2).length;
  const quotient = (1n << BigInt(places)) / raised;
  // One more digit stands for what the division leaves.
  return sign * scaled(quotient * 2n + 1n, -places - by - 1);
}

/** `whole * 2 ** shift`, rounded once. */
function scaled(whole: bigint, shift: number): number {
  const excess = Math.max(whole.toString(2).length - DIGITS, 0);
  const kept = whole >> BigInt(excess);
  const isExact = kept << BigInt(excess) === whole;
  const rounded = Number(isExact ? kept : kept | 1n);
  // In two steps, each of which is exact.
  const half = Math.trunc((shift + excess) / 2);
  return rounded * 2 ** half * 2 ** (shift + excess - half);
}
