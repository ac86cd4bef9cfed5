import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../../integration/template/modelProject';
import { barChart, spreadChart, thousands, type Spread } from './charts';
import { BELLHOP } from './contenders';
import { expectations, short, type Latencies, type Measured, type ScorerResults } from './results';

const DOCS = path.join(ROOT, 'docs');
const RESULTS = path.join(DOCS, 'benchmarks.json');
const PHASES = {
  ceiling: 'node:http, no model',
  busyCeiling: 'node:http, half of its own most',
  alone: 'Bellhop',
  swapping: 'Bellhop, a swap every second',
  batches: 'Bellhop, 100,000 rows beside it',
} as const;

/** Writes the page, the charts and the numbers that they are made of. */
export async function writeDocumentation(results: ScorerResults): Promise<void> {
  const files = { 'benchmarks.json': `${JSON.stringify(results, undefined, 2)}\n`, ...documents(results) };
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(DOCS, name), content);
  console.log(`\nWritten: ${Object.keys(files).join(', ')} in docs/.`);
}

/** Page and charts again, from the numbers of the last whole run. */
export async function redrawDocumentation(): Promise<void> {
  await writeDocumentation(writtenResults());
}

/** The numbers of the last whole run, as docs/benchmarks.json has them. */
export function writtenResults(): ScorerResults {
  return JSON.parse(readFileSync(RESULTS, 'utf8')) as ScorerResults;
}

/** Name of a file in docs/ to its content. */
export function documents(results: ScorerResults): Record<string, string> {
  const { numbers, mixed, rate, atRate } = results;
  const subtitle = `requests a second on one core, 32 connections, medians of ${results.rounds} rounds; ×: how many times as fast Bellhop is`;
  return {
    'benchmarks.md': page(results),
    'benchmarks-numbers.svg': barChart(
      'One row of 20 numbers, gradient boosting',
      subtitle,
      bars(numbers, numbers[1]),
    ),
    'benchmarks-mixed.svg': barChart(
      'One row of 12 numbers and 4 texts, logistic regression',
      subtitle,
      bars(mixed, mixed[0]),
    ),
    'benchmarks-latency.svg': spreadChart(
      'How long one row takes at half load',
      `${thousands(rate)} requests a second, counted from the time at which each was due; dashed: 5 ms`,
      Object.entries(PHASES).map(([phase, label]) => spread(label, atRate[phase as keyof typeof PHASES])),
      5,
    ),
  };
}

function bars(list: readonly Measured[], own: Measured | undefined): Parameters<typeof barChart>[2] {
  return list.map((entry) => ({
    label: entry.name,
    value: entry.perSecond,
    note: entry === own ? '' : ` (${times(own, entry)})`,
    isOwn: entry === own,
  }));
}

/** How many times as many requests Bellhop answers. */
function times(own: Measured | undefined, { perSecond }: Measured): string {
  return `${short((own?.perSecond ?? NaN) / perSecond)}×`;
}

function spread(label: string, { median, p99, p999, most }: Latencies): Spread {
  const named = { median, p99: p99, 'p99.9': p999, most: most };
  return { label, points: Object.entries(named).map(([name, value]) => ({ name, value })) };
}

function page(results: ScorerResults): string {
  const { date, machine, libraries, rounds, numbers, mixed, rate, atRate, batch, logCost } = results;
  const versions = Object.entries(libraries).map(([name, version]) => `${name} ${version}`);
  return [
    '# Benchmarks of the scorer',
    '',
    'Written by `npm run bench -- scorer`, which takes about ten minutes and installs every server that it compares. All servers',
    'score the same model and are loaded by turns in one run, with one row a request: one core for the server, the other for the',
    'client. The numbers of two runs or machines cannot be compared; the ratios can.',
    '',
    `Measured on ${date}: ${machine.processor}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}; ${machine.pinning}; medians of ${rounds} rounds.`,
    `Versions: ${versions.join(', ')}.`,
    '',
    '## What is expected, and what was measured',
    '',
    '| expectation | expected | measured | |',
    '|---|---|---|---|',
    ...expectations(results).map(
      (one) => `| ${one.what} | ${one.expected} | ${one.measured} | ${one.holds ? 'holds' : '**missed**'} |`,
    ),
    '',
    '## Gradient boosting on 20 numbers',
    '',
    '![Requests a second of each server](benchmarks-numbers.svg)',
    '',
    ...table(numbers, numbers[1]),
    '',
    'The first computes nothing: it reads each request and answers with a fixed text, so it is the most that Node can do.',
    'Bellhop validates each row, writes a line of log a request and counts it; the others do neither, and write no log.',
    `The line of log takes ${short(Math.max(0, logCost) * 100)} % of Bellhop's throughput. Bellhop's own body and answer are those of`,
    'all whose author can choose. MLflow is asked with the same content, rows by name that a signature checks, and again in the fastest way',
    'that it has, bare lists that nothing checks; MLServer in its fastest way, with one tensor.',
    '',
    '## A pipeline on 12 numbers and 4 texts',
    '',
    'Scaler, one-hot encoder and logistic regression. Flask makes a data frame of the row, as its pipeline wants it.',
    '',
    '![Requests a second of both servers](benchmarks-mixed.svg)',
    '',
    ...table(mixed, mixed[0]),
    '',
    '## Latency at a constant rate',
    '',
    `${thousands(rate)} requests a second, half of what ${BELLHOP} answers at most. Each counts from the time at which it was due, so that a request`,
    'which waits for its turn counts as slow. The server that computes nothing is also asked at half of what it answers itself: as busy',
    'as Bellhop is then, it shows how late the machine alone makes a request.',
    '',
    '![Latency at half load](benchmarks-latency.svg)',
    '',
    '| | median ms | p99 ms | p99.9 ms | most ms |',
    '|---|---|---|---|---|',
    ...Object.entries(PHASES).map(([phase, label]) => {
      const { median, p99, p999, most } = atRate[phase as keyof typeof PHASES];
      return `| ${label} | ${[median, p99, p999, most].map(short).join(' | ')} |`;
    }),
    '',
    `A batch of ${thousands(batch.rows)} rows (${batch.megabytes} MB of JSON) was answered in ${thousands(batch.milliseconds)} ms beside them, one after the other.`,
    '',
    '## Again',
    '',
    '```sh',
    'npm run bench -- scorer          # measures, and writes this page where every server took part',
    'npm run bench -- scorer --quick  # one short round, to see that it works; writes nothing',
    'npm run bench -- charts          # this page and its charts from benchmarks.json',
    '```',
    '',
  ].join('\n');
}

function table(list: readonly Measured[], own: Measured | undefined): string[] {
  return [
    `| server | requests/s, 32 connections | p99 ms | 1 connection: median ms | p99 ms | ${BELLHOP} is faster |`,
    '|---|---|---|---|---|---|',
    ...list.map((entry) => {
      const { name, perSecond, p99, oneMedian, oneP99 } = entry;
      const cells = [thousands(perSecond), ...[p99, oneMedian, oneP99].map(short), times(own, entry)];
      return `| ${name} | ${cells.join(' | ')} |`;
    }),
  ];
}
