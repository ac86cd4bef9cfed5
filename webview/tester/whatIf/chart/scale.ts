import { readable } from '../../text';

/** Round numbers for an axis, about `wanted` of them, whose first and last enclose `least` and `most`. */
export function ticksOf(least: number, most: number, wanted: number): number[] {
  const [low, high] = least === most ? widened(least) : [least, most];
  const step = roundStep((high - low) / Math.max(1, wanted));
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

/** A flat line stands in the middle. */
function widened(value: number): [number, number] {
  const around = value === 0 ? 1 : Math.abs(value) * 0.1;
  return [value - around, value + around];
}

/** 1, 2 or 5 times a power of ten, not below `step`. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const times = [1, 2, 5, 10].find((each) => each * power >= step * (1 - 1e-9)) ?? 10;
  return times * power;
}

/** Where values of one range lie in another: pixels of an axis. */
export function scaled(
  value: number,
  [a, b]: readonly [number, number],
  [from, to]: readonly [number, number],
): number {
  return a === b ? (from + to) / 2 : from + ((value - a) / (b - a)) * (to - from);
}

/** A tick's words; a long number in powers of ten. */
export function tickText(value: number): string {
  const text = readable(value);
  return text.length > 7 && Math.abs(value) >= 1e6 ? value.toExponential(1).replace('e+', 'e') : text;
}

/** A text that fits into so many letters. */
export function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, Math.max(1, most - 1))}…` : text;
}
