import { plain, table } from '../batch/markdown';
import { percentile, type LoadResult } from './loadCheck';

/** What was done. */
export interface LoadWhat {
  target: string;
  rows: number;
  connections: number;
}

const SHARES = [0.5, 0.9, 0.95, 0.99, 1];
/** The widest bar of the histogram, in characters. */
const WIDEST = 40;

/** A load check as a page of Markdown: how many a second, the percentiles and a histogram of the latencies. */
export function loadText(result: LoadResult, { target, rows, connections }: LoadWhat): string {
  const { answered, refused, failed, seconds, latencies } = result;
  const perSecond = Math.round(answered / Math.max(seconds, 0.001));
  return [
    `# Load check of ${plain(target)}`,
    `**${perSecond} requests a second**, ${rows} ${rows === 1 ? 'row' : 'rows'} in each, over ${connections} ${
      connections === 1 ? 'connection' : 'connections'
    } for ${seconds.toFixed(1)} seconds. A short burst from this machine: a check, no benchmark.`,
    table(
      ['', 'requests'],
      [
        ['answered', String(answered)],
        ['answered with another status than 200', String(refused)],
        ['not answered', String(failed)],
      ],
    ),
    '## Latency',
    latencies.length === 0
      ? 'Nothing was answered with status 200.'
      : table(
          ['share of the answers', 'within'],
          SHARES.map((share) => [`${100 * share} %`, milliseconds(percentile(latencies, share) ?? 0)]),
        ),
    ...(latencies.length === 0
      ? []
      : ['## Histogram', table(['up to', 'answers', ''], histogram(latencies))]),
    '',
  ].join('\n\n');
}

/** Bins that double, from the one that holds the shortest latency to the one that holds the longest. */
export function histogram(latencies: readonly number[]): string[][] {
  const bins = new Map<number, number>();
  for (const latency of latencies) {
    const bin = Math.ceil(Math.log2(Math.max(latency, 2 ** -6)));
    bins.set(bin, (bins.get(bin) ?? 0) + 1);
  }
  const [first, last] = [Math.min(...bins.keys()), Math.max(...bins.keys())];
  const most = Math.max(...bins.values());
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const count = bins.get(first + index) ?? 0;
    return [
      milliseconds(2 ** (first + index)),
      String(count),
      '█'.repeat(Math.ceil((WIDEST * count) / most)),
    ];
  });
}

function milliseconds(value: number): string {
  return `${Number(value.toPrecision(3))} ms`;
}
