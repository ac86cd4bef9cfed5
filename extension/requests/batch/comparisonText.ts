import { scoreText, type Comparison } from './compareRows';

/** What was compared. */
export interface ComparedWhat {
  project: string;
  /** What the rows are, in words. */
  rows: string;
  a: string;
  b: string;
  tolerance: number;
}

/** The widest bar of the chart, in characters. */
const WIDEST = 40;
/** Longer cells are cut. */
const LONGEST_CELL = 60;

/** A comparison as a page of Markdown: sums, how far apart the scores are, and the worst rows. */
export function comparisonText(comparison: Comparison, what: ComparedWhat): string {
  const { rows, same, different, failed, refused, worst } = comparison;
  const columns = [...new Set(worst.flatMap(({ row }) => Object.keys(row)))];
  const verdict =
    different + failed === 0
      ? `**All ${rows} rows agree.**`
      : `**${different + failed} of ${rows} rows differ.**`;
  return [
    `# ${plain(what.a)} and ${plain(what.b)}`,
    `${plain(what.project)}: ${plain(what.rows)}. ${verdict}`,
    table(
      ['', 'rows'],
      [
        ['agree', String(same)],
        ['differ', String(different)],
        ['scored by one alone', String(failed)],
        ['refused by both', String(refused)],
      ],
    ),
    `Scores agree where they are at most ${what.tolerance} times the model's own agreement apart (\`golden\` in model.json).`,
    '## How far apart',
    table(['times the agreement', 'rows', ''], spreadRows(comparison)),
    ...(worst.length === 0
      ? []
      : [
          '## The worst rows',
          table(
            ['row', plain(what.a), plain(what.b), 'times the agreement', ...columns.map(plain)],
            worst.map((each) => [
              String(each.number),
              plain(scoreText(each.a)),
              plain(scoreText(each.b)),
              Number.isFinite(each.distance) ? String(Number(each.distance.toPrecision(3))) : '∞',
              ...columns.map((name) => plain(cell(each.row[name]))),
            ]),
          ),
        ]),
    '',
  ].join('\n\n');
}

function spreadRows({ spread }: Comparison): string[][] {
  const most = Math.max(1, ...spread.map(({ rows }) => rows));
  return spread.map(({ upTo, rows }, index) => {
    const before = spread[index - 1]?.upTo ?? 0;
    const range = upTo === 0 ? '0' : Number.isFinite(upTo) ? `up to ${upTo}` : `more than ${before}`;
    return [range, String(rows), '█'.repeat(Math.ceil((WIDEST * rows) / most))];
  });
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A text that is text in Markdown, too: what a row or a target says must not become a link or a picture. */
export function plain(text: string): string {
  const short = text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL - 1)}…` : text;
  return short.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]()<>#+!|~&:@.-]/g, '\\$&');
}
