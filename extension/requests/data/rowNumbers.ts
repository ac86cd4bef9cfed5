/** Rows of the data that somebody names by their numbers, as the project's command line takes them: `5,10-20`. */
export interface NamedRows {
  only: string;
  /** How many these are at most: a row may be named twice. */
  count: number;
}

/**
 * Reads numbers and ranges, such as `12, 40-49`.
 *
 * @param of how many rows the data has.
 * @returns what is wrong: `format`, or `range` where a row is not there or a range runs backwards.
 */
export function readRowNumbers(text: string, of: number): NamedRows | 'format' | 'range' {
  const parts = text
    .trim()
    .replace(/\s*[–-]\s*/g, '-')
    .split(/\s*[,;]\s*|\s+/)
    .map((part) => /^(\d{1,12})(?:-(\d{1,12}))?$/.exec(part))
    .map((found) => found && { first: Number(found[1]), last: Number(found[2] ?? found[1]) });
  const ranges = parts.filter((part) => part !== null);
  if (ranges.length < parts.length) return 'format';
  if (ranges.some(({ first, last }) => first < 1 || last > of || first > last)) return 'range';
  return {
    only: ranges.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`)).join(','),
    count: ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0),
  };
}
