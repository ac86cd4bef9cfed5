import type { Field } from './fields';

export interface SliderRange {
  least: number;
  most: number;
  step: number;
}

/** What a number's slider goes over: what training saw, else its hard limits where both are known. */
export function sliderRange({ control, named }: Field): SliderRange | undefined {
  if (control !== 'number') return undefined;
  const { minimum, maximum, 'x-observed': seen } = named.column;
  // A hard limit such as 1e9 would leave all that happens in the slider's first pixel.
  const [least, most] =
    seen?.minimum !== undefined && seen.maximum !== undefined
      ? [Math.max(seen.minimum, minimum ?? -Infinity), Math.min(seen.maximum, maximum ?? Infinity)]
      : [minimum, maximum];
  if (least === undefined || most === undefined || !(least < most)) return undefined;
  return { least, most, step: stepOf(least, most, named.kind === 'integer') };
}

/** About a hundred steps, each a round number; whole ones for an integer. */
function stepOf(least: number, most: number, isInteger: boolean): number {
  const step = 10 ** Math.floor(Math.log10((most - least) / 100));
  return isInteger ? Math.max(1, Math.round(step)) : Number(step.toPrecision(1));
}

/** The text some steps away from a text, within the range; from a text that is no number it begins at an end. */
export function stepped(text: string, steps: number, { least, most, step }: SliderRange): string {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) return String(steps > 0 ? least : most);
  const moved = Number((value + steps * step).toPrecision(12));
  // A value beyond what training saw may come back, and may not go further away.
  return String(Math.min(Math.max(moved, Math.min(least, value)), Math.max(most, value)));
}
