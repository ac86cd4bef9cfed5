import { modelDifferenceLines } from '../publish/differenceLines';
import type { UsedVersion } from './useVersion';

/** What taking a version over changed, a line a fact. */
export function usedLines({ from, to, difference, requests, renewed }: UsedVersion): string[] {
  const { name, version, yanked } = to.version;
  const failing = requests.filter(({ outcome }) => outcome !== 'passed');
  return [
    `Uses ${name} ${version} instead of ${from.version}.`,
    ...(yanked === undefined ? [] : [`That version is yanked${yanked === '' ? '.' : `: ${yanked}`}`]),
    ...(difference
      ? modelDifferenceLines(from.version, difference)
      : [`${from.version} is not on the index any more, so they cannot be compared.`]),
    ...(renewed.length === 0 ? [] : [`Written anew, as the package has them: ${renewed.join(', ')}.`]),
    `Saved requests: ${requests.length - failing.length} passed, ${failing.length} failed.`,
    ...failing.map(({ file, findings }) => `  ${file}: ${findings[0]?.message ?? ''}`),
  ];
}
