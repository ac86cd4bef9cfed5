/** A sentence with its `{name}`s filled in; a name without a value stays as it is. */
export function fill(sentence: string, values: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );
}

/** A number for people: an integer whole, others with at most so many significant digits, without trailing zeros or a thousands separator. */
export function readable(value: number, digits = 6): string {
  return Number.isSafeInteger(value) ? String(value) : String(Number(value.toPrecision(digits)));
}

/** A share as percent, without the sign: one digit after the point below 100. */
export function percentText(share: number): string {
  const percent = share * 100;
  return percent >= 100 ? readable(percent, 3) : String(Number(percent.toFixed(1)));
}

/** A value of a row in a line of words. */
export function valueText(value: unknown): string {
  if (typeof value === 'number') return readable(value);
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
