import { spend } from './limits';

/** What the exact arithmetic of one float is worth in steps. */
const WORK = 50;

/**
 * A float with a number of decimals, rounded as Python does: from its exact binary value, ties to even. JavaScript's
 * own toFixed rounds ties up.
 */
export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  spend(WORK);
  const { numerator, shift } = exact(Math.abs(value));
  const scaled = numerator * 10n ** BigInt(decimals);
  const divisor = 1n << shift;
  let whole = scaled / divisor;
  const twice = (scaled % divisor) * 2n;
  if (twice > divisor || (twice === divisor && whole % 2n === 1n)) whole++;
  const digits = whole.toString().padStart(decimals + 1, '0');
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** A finite, positive float as numerator / 2 ** shift. */
export function exact(value: number): { numerator: bigint; shift: bigint } {
  let shift = 0n;
  let whole = value;
  while (!Number.isInteger(whole)) {
    whole *= 2;
    shift++;
  }
  return { numerator: BigInt(whole), shift };
}

/** Python's `round(value, decimals)`, also with negative decimals. */
export function roundTo(value: number, decimals: number): number {
  if (!Number.isFinite(value) || decimals > 300) return value;
  if (decimals >= 0) return Number(fixed(value, decimals));
  // No float has as many digits before its point.
  if (decimals < -310) return 0 * value;
  const unit = 10n ** BigInt(-decimals);
  const { numerator, shift } = exact(Math.abs(value));
  const divisor = unit << shift;
  let whole = numerator / divisor;
  const twice = (numerator % divisor) * 2n;
  if (twice > divisor || (twice === divisor && whole % 2n === 1n)) whole++;
  return Number(whole * unit) * Math.sign(value);
}
