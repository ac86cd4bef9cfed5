/**
 * Orders versions of a model package as people do: by number, what comes before a release (1.0rc1, 1.0.dev2) before it,
 * what comes after (1.0.post1) after it. Versions that are written alike in these words are equal.
 *
 * @returns below zero where `a` is the older one.
 */
export function compareVersions(a: string, b: string): number {
  const left = partsOf(a);
  const right = partsOf(b);
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = comparePart(left[index], right[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

type Part = number | string | undefined;

/** Numbers and words; zeros at the end of the release say nothing (1.0 is 1). */
function partsOf(version: string): Part[] {
  const parts = version.toLowerCase().match(/\d+|[a-z]+/g) ?? [];
  return parts.map((part) => (/^\d/.test(part) ? Number(part) : part));
}

/** Words before a release, then its end, then zero, then words after it, then numbers. */
function comparePart(a: Part, b: Part): number {
  const difference = rank(a) - rank(b);
  if (difference !== 0) return difference;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : Number(a > b);
  return 0;
}

function rank(part: Part): number {
  if (part === undefined || part === 0) return 2;
  if (typeof part === 'number') return 4;
  if (part === 'post') return 3;
  return part === 'dev' ? 0 : 1;
}
