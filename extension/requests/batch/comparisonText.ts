import type { Golden, Output } from '../../../contract/artefact';
import type { ScoreGap } from '../scoreGap';
import { scoreText, type Comparison } from './compareRows';
import { plain, table } from './markdown';
import { shortNumber, toleranceSource, toleranceText, withUnit } from './toleranceText';

/** What was compared. */
export interface ComparedWhat {
  project: string;
  /** What the rows are, in words. */
  rows: string;
  a: string;
  b: string;
  golden: Golden;
  outputs: readonly Pick<Output, 'unit' | 'probabilities'>[];
  /** Scores that are so many times the model's own tolerance apart are still equal. */
  times: number;
}

/** The widest bar of the chart, in characters. */
const WIDEST = 40;

/** A comparison as a page of Markdown: the verdict, the tolerance, how far apart the scores are, and the worst rows. */
export function comparisonText(comparison: Comparison, given: ComparedWhat): string {
  const outputs = given.outputs.map(({ unit, ...output }) => ({
    ...output,
    ...(unit !== undefined && { unit: plain(unit) }),
  }));
  const what = { ...given, outputs };
  const { same, different, failed, refused } = comparison;
  return [
    `# ${plain(what.a)} and ${plain(what.b)}`,
    `${plain(what.project)}: ${plain(what.rows)}, ${count(comparison.rows)}.`,
    `**${verdict(comparison, what)}**`,
    ...(same + different > 0 ? [furthestText(comparison, what), toleranceLine(what)] : []),
    table(
      ['', 'rows'],
      [
        ['equal', String(same)],
        ['different', String(different)],
        ['scored by one target only', String(failed)],
        ['refused by both', String(refused)],
      ],
    ),
    ...(same + different > 0
      ? ['## Size of the differences', table(['difference', 'rows', ''], spreadRows(comparison))]
      : []),
    ...worstRows(comparison, what),
    '',
  ].join('\n\n');
}

function verdict({ rows, different, failed, refused }: Comparison, { times }: ComparedWhat): string {
  if (rows === refused) return `Both targets refuse ${rows === 1 ? 'the row' : `all ${rows} rows`}.`;
  const within = times === 0 ? 'exactly' : `within ${toleranceName(times)}`;
  if (different + failed === 0) {
    const scored = rows - refused;
    return scored === 1
      ? `The ${refused > 0 ? 'scored ' : ''}row is equal ${within}.`
      : `All ${scored} ${refused > 0 ? 'scored ' : ''}rows are equal ${within}.`;
  }
  const beyond = times === 0 ? '' : ` by more than ${toleranceName(times)}`;
  return [
    ...(different > 0
      ? [`${different} of ${count(rows)} ${different === 1 ? 'differs' : 'differ'}${beyond}.`]
      : []),
    ...(failed > 0
      ? [`${failed} of ${count(rows)} ${failed === 1 ? 'has' : 'have'} a score from one target only.`]
      : []),
  ].join(' ');
}

function toleranceName(times: number): string {
  return times === 1 ? "the model's tolerance" : `${times} times the model's tolerance`;
}

function toleranceLine({ golden, outputs, times }: ComparedWhat): string {
  const source = toleranceSource(golden, outputs);
  if (times === 0) {
    return `Tolerance: none, only the same numbers are equal. The model's own is ${toleranceText(golden, outputs, 1)} (${source}).`;
  }
  const own = times === 1 ? 'the model states it' : `${times} times what the model states`;
  return `Tolerance: ${toleranceText(golden, outputs, times)} (${own}, ${source}).`;
}

/** The largest difference in numbers, with what the tolerance is there. */
function furthestText({ furthest }: Comparison, { outputs, times }: ComparedWhat): string {
  if (!furthest) return 'Largest difference: none, all scores are the same numbers.';
  const { gap, number } = furthest;
  const there = gap.numbers ? `, where the tolerance is ${toleranceThere(gap, times)}` : '';
  const { numbers } = gap;
  const isOnly = numbers !== undefined && outputs.length === 1;
  const size = isOnly ? withUnit(numbers.difference, outputs) : differenceText(gap);
  return `Largest difference: ${size} in row ${number}${there}.`;
}

function differenceText({ numbers, output }: ScoreGap): string {
  const words = numbers ? shortNumber(numbers.difference) : 'another label';
  return output === undefined ? words : `${words} in ${plain(output)}`;
}

function toleranceThere({ numbers }: ScoreGap, times: number): string {
  return numbers ? shortNumber(times * numbers.tolerance) : '';
}

function spreadRows({ spread }: Comparison): string[][] {
  const most = Math.max(1, ...spread.map(({ rows }) => rows));
  return spread.map(({ upTo, rows }, index) => [
    rangeText(upTo, spread[index - 1]?.upTo ?? 0),
    String(rows),
    '█'.repeat(Math.ceil((WIDEST * rows) / most)),
  ]);
}

function rangeText(upTo: number, before: number): string {
  if (upTo === 0) return 'none';
  if (upTo === 1) return "within the model's tolerance";
  return Number.isFinite(upTo) ? `up to ${upTo} times the tolerance` : `more than ${before} times`;
}

function worstRows({ worst, different, failed }: Comparison, { a, b, times }: ComparedWhat): string[] {
  if (worst.length === 0) return [];
  const columns = [...new Set(worst.flatMap(({ row }) => Object.keys(row)))];
  const header = ['row', plain(a), plain(b), 'difference', 'tolerance', ...columns.map(plain)];
  const lines = worst.map(({ number, row, gap, ...scored }) => [
    String(number),
    plain(scoreText(scored.a)),
    plain(scoreText(scored.b)),
    ...('error' in scored.a || 'error' in scored.b
      ? ['no score', '']
      : [differenceText(gap), toleranceThere(gap, times)]),
    ...columns.map((name) => plain(cell(row[name]))),
  ]);
  const all = different + failed;
  const listed = worst.length < all ? [`The first ${worst.length} of ${all}.`] : [];
  return ['## The rows that differ most', ...listed, table(header, lines)];
}

function count(rows: number): string {
  return rows === 1 ? '1 row' : `${rows} rows`;
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
