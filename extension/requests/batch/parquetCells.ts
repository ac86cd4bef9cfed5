/** The values of a Parquet file as the cells of a CSV file. */

const DAY = 86_400_000;

/** A value as a cell: a null and NaN are empty, as pandas writes them; lists and records are JSON. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '';
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (typeof value === 'number' || typeof value === 'bigint') return value.toString();
  return JSON.stringify(value, withoutBigInt);
}

/** Values of a decimal column as cells. They are read as numbers, which the multiplication by a power of ten blurs. */
export function decimalText(scale: number): (value: unknown) => string {
  return (value) => (typeof value === 'number' ? value.toFixed(Math.min(scale, 100)) : cellText(value));
}

/** A day since 1970 as ISO 8601 has it. */
export function textOfDays(days: number | undefined): string | undefined {
  return days === undefined ? undefined : dayText(days * DAY);
}

/**
 * A time since 1970 as ISO 8601 has it, without a zone; of midnight the day alone, since a date is often kept as a time.
 *
 * @param digits how many digits of a second the unit has: 3, 6 or 9.
 */
export function textOfTime(time: bigint | undefined, digits: number): string | undefined {
  if (time === undefined) return undefined;
  const unit = 10n ** BigInt(digits);
  const fraction = ((time % unit) + unit) % unit;
  const seconds = (time - fraction) / unit;
  const milliseconds = Number(seconds) * 1000;
  if (fraction === 0n && milliseconds % DAY === 0) return dayText(milliseconds);
  const clock = new Date(milliseconds).toISOString().slice(0, -'.000Z'.length);
  const rest = fraction.toString().padStart(digits, '0').replace(/0+$/, '');
  return rest === '' ? clock : `${clock}.${rest}`;
}

function dayText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().split('T', 1)[0] ?? '';
}

function withoutBigInt(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}
