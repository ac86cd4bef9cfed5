import type { LoadResult } from './loadGenerator';
import { median } from '../report';

/** What the bench of the scorer measured; docs/benchmarks.json holds it, and page and charts are made of it. */
export interface ScorerResults {
  schema: 1;
  /** YYYY-MM-DD. */
  date: string;
  machine: { processor: string; cores: number; system: string; node: string; pinning: string };
  /** Package to version, of whatever was measured. */
  libraries: Record<string, string>;
  rounds: number;
  /** 20 numbers, gradient boosting: the ceiling first, Bellhop second. */
  numbers: Measured[];
  /** 12 numbers and 4 texts, a pipeline: Bellhop first. */
  mixed: Measured[];
  /** What the line of log a request takes of the throughput: 0.1 is a tenth. */
  logCost: number;
  /** At a constant rate, in requests a second: half of what Bellhop answers at most. */
  rate: number;
  atRate: AtRate;
  batch: { rows: number; megabytes: number; milliseconds: number };
}

/** Medians of the rounds; latencies in milliseconds. */
export interface Measured {
  name: string;
  /** With 32 connections. */
  perSecond: number;
  p99: number;
  /** With one connection. */
  oneMedian: number;
  oneP99: number;
  /** Bellhop is expected to answer at least so many times as many requests. */
  expected?: number;
}

/** Latencies of requests of one row, from the time at which each was due. */
export interface AtRate {
  /** The server that computes nothing: what machine and client add. */
  ceiling: Latencies;
  /** The same server at half of what it answers itself: as busy as Bellhop is, what the machine alone makes late. */
  busyCeiling: Latencies;
  alone: Latencies;
  swapping: Latencies;
  batches: Latencies;
}

export type Latencies = Pick<LoadResult, 'median' | 'p99' | 'p999' | 'most'>;

/** The rounds of one server. */
export interface Rounds {
  many: LoadResult[];
  one: LoadResult[];
}

export function measured(name: string, { many, one }: Rounds, expected?: number): Measured {
  return {
    name,
    perSecond: Math.round(median(many.map(({ perSecond }) => perSecond))),
    p99: rounded(median(many.map(({ p99 }) => p99))),
    oneMedian: rounded(median(one.map((result) => result.median))),
    oneP99: rounded(median(one.map(({ p99 }) => p99))),
    ...(expected === undefined ? {} : { expected }),
  };
}

export function latencies(rounds: readonly LoadResult[]): Latencies {
  const of = (key: keyof Latencies): number => rounded(median(rounds.map((round) => round[key])));
  return { median: of('median'), p99: of('p99'), p999: of('p999'), most: of('most') };
}

/** To microseconds. */
export function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}

/** One thing that is expected of the scorer, with what was measured. */
export interface Expectation {
  what: string;
  expected: string;
  measured: string;
  holds: boolean;
}

/** What issue 5 expects. */
export function expectations(results: ScorerResults): Expectation[] {
  const { numbers, mixed, atRate, logCost } = results;
  const [ceiling, bellhop] = numbers;
  if (!ceiling || !bellhop) throw new Error('The ceiling and Bellhop are missing.');
  const { alone, swapping, batches } = atRate;
  return [
    atLeast('Throughput, of a server that computes nothing', 0.6, bellhop.perSecond / ceiling.perSecond, ''),
    ...ratios(numbers, bellhop),
    ...ratios(mixed, mixed[0] ?? bellhop, 'Numbers and texts: '),
    atMost('One connection: median', 0.25, bellhop.oneMedian, ' ms'),
    atMost('Half load: p99', 5, alone.p99, ' ms'),
    atMost('Half load, a new artefact every second: p99', 5, swapping.p99, ' ms'),
    atMost(
      'Half load, slowest of one row: what 100,000 rows beside it add',
      50,
      Math.max(0, batches.most - alone.most),
      ' ms',
    ),
    atMost('What the log takes of the throughput', 15, Math.max(0, logCost) * 100, ' %'),
  ];
}

function ratios(list: readonly Measured[], bellhop: Measured, before = ''): Expectation[] {
  return list.flatMap(({ name, perSecond, expected }) =>
    expected === undefined
      ? []
      : [atLeast(`${before}${name}: Bellhop is faster`, expected, bellhop.perSecond / perSecond, ' times')],
  );
}

function atLeast(what: string, bound: number, value: number, unit: string): Expectation {
  return {
    what,
    expected: `at least ${bound}${unit}`,
    measured: `${short(value)}${unit}`,
    holds: value >= bound,
  };
}

function atMost(what: string, bound: number, value: number, unit: string): Expectation {
  return {
    what,
    expected: `at most ${bound}${unit}`,
    measured: `${short(value)}${unit}`,
    holds: value <= bound,
  };
}

/** A number in about three digits. */
export function short(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
