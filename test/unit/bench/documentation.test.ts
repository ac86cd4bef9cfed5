import assert from 'node:assert/strict';
import { documents } from '../../bench/scorer/documentation';
import { expectations, type Latencies, type Measured, type ScorerResults } from '../../bench/scorer/results';

const server = (name: string, perSecond: number, expected?: number): Measured => ({
  name,
  perSecond,
  p99: 1.5,
  oneMedian: 0.12,
  oneP99: 0.4,
  ...(expected === undefined ? {} : { expected }),
});
const latency = (median: number, most: number): Latencies => ({
  median,
  p99: median * 4,
  p999: median * 9,
  most,
});

/** As a run measured them, in round numbers. */
const RESULTS: ScorerResults = {
  schema: 1,
  date: '2026-01-31',
  machine: { processor: 'A & B', cores: 2, system: 'Linux x64', node: 'v24.0.0', pinning: 'pinned' },
  libraries: { flask: '3.1.3' },
  rounds: 5,
  numbers: [
    server('node:http, no model', 40_000),
    server('Bellhop', 30_000),
    server('Flask <own>', 1_500, 15),
    server("MLflow's own server", 440, 50),
  ],
  mixed: [server('Bellhop', 20_000), server('Flask, data frame', 400, 25)],
  logCost: 0.05,
  rate: 15_000,
  atRate: {
    ceiling: latency(0.1, 5),
    busyCeiling: latency(0.1, 6),
    alone: latency(0.15, 8),
    swapping: latency(0.16, 12),
    batches: latency(0.3, 50),
  },
  batch: { rows: 100_000, megabytes: 45, milliseconds: 2100 },
};

describe('the documentation of the bench', () => {
  it('says what was expected and what was not reached', () => {
    const bySubject = new Map(expectations(RESULTS).map((one) => [one.what, one]));
    const expected = bySubject.get('Throughput, of a server that computes nothing');
    assert.deepEqual(
      [expected?.measured, expected?.expected, expected?.holds],
      ['0.75', 'at least 0.6', true],
    );
    assert.equal(bySubject.get('Flask <own>: Bellhop is faster')?.holds, true);
    assert.equal(bySubject.get("MLflow's own server: Bellhop is faster")?.measured, '68.2 times');

    const [ceiling, bellhop, ...others] = RESULTS.numbers;
    assert.ok(ceiling && bellhop);
    const slow = { ...RESULTS, numbers: [ceiling, { ...bellhop, perSecond: 20_000 }, ...others] };
    assert.deepEqual(
      expectations(slow)
        .filter(({ holds }) => !holds)
        .map(({ what }) => what),
      [
        'Throughput, of a server that computes nothing',
        'Flask <own>: Bellhop is faster',
        "MLflow's own server: Bellhop is faster",
      ],
    );
    assert.match(documents(slow)['benchmarks.md'] ?? '', /\| 0\.50 \| \*\*missed\*\* \|/);
  });

  it('adds only what a batch adds to the slowest', () => {
    const one = expectations(RESULTS).find(({ what }) => what.includes('100,000 rows'));
    assert.deepEqual([one?.measured, one?.holds], ['42.0 ms', true]);
    const late = { ...RESULTS, atRate: { ...RESULTS.atRate, batches: latency(0.3, 60) } };
    assert.deepEqual(
      expectations(late)
        .filter(({ holds }) => !holds)
        .map(({ measured }) => measured),
      ['52.0 ms'],
    );
  });

  it('is the same for the same numbers', () => {
    assert.deepEqual(documents(RESULTS), documents(structuredClone(RESULTS)));
  });

  it('names every server in table and chart, with how many times Bellhop is faster', () => {
    const { 'benchmarks.md': page = '', 'benchmarks-numbers.svg': chart = '' } = documents(RESULTS);
    assert.match(page, /\| Flask <own> \| 1,500 \| 1\.50 \| 0\.12 \| 0\.40 \| 20\.0× \|/);
    assert.match(chart, /1,500 \(20\.0×\)/);
    assert.match(chart, />Flask &lt;own></);
    assert.doesNotMatch(chart, /NaN|Infinity|undefined/);
  });

  it('draws what is slower further to the right, the slowest within the picture', () => {
    const chart = documents(RESULTS)['benchmarks-latency.svg'] ?? '';
    const width = Number(/ width="(\d+)"/.exec(chart)?.[1]);
    const at = [...chart.matchAll(/<circle [^>]*cx="([\d.]+)"/g)].map(([, x]) => Number(x));
    assert.equal(at.length, 20);
    for (let row = 0; row < at.length; row += 4) {
      const places = at.slice(row, row + 4);
      assert.deepEqual(
        places,
        [...places].sort((a, b) => a - b),
      );
      assert.ok((places[3] ?? width) < width);
    }
    assert.doesNotMatch(chart, /NaN|Infinity|undefined/);
  });

  it('can be read on dark and on light pages: each chart brings its background and both schemes', () => {
    for (const [name, content] of Object.entries(documents(RESULTS))) {
      if (name.endsWith('.svg')) assert.match(content, /prefers-color-scheme: dark[\s\S]*<rect class="page"/);
    }
  });
});
