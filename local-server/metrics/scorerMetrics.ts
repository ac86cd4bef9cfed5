import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import type { Model } from '../model/model';
import { family, Histogram, sample, type Labels } from './exposition';

/** In seconds, from a tenth of a millisecond. */
const LATENCIES = [
  0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30,
];
const ROWS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096];
/** Models that were replaced stay in the numbers until so many have come after them. */
const MOST_MODELS = 10;
/** What stands for columns that the model does not have: their names come from requests. */
const UNKNOWN_COLUMN = '(unknown)';

/** What was asked of one model. */
interface Counts {
  labels: Labels;
  columns: ReadonlySet<string>;
  /** Route and status to the latencies. */
  requests: Map<string, Map<number, Histogram>>;
  warnings: Map<string, number>;
}

export interface Answered {
  model: Model | undefined;
  /** One of the routes, never a path as it came. */
  route: string;
  /** 0 where the caller went away before the answer. */
  status: number;
  milliseconds: number;
  /** The columns of the warnings. */
  warned: readonly string[] | undefined;
}

/** What is so at this moment, and not counted. */
interface MomentNumbers {
  readonly waitingRows: number;
  readonly openRequests: number;
  readonly heldBytes: number;
}

/** Counts what the scorer does. No label is taken from a request. */
export class ScorerMetrics {
  /** By name and version; the empty text stands for no model. */
  private readonly byModel = new Map<string, Counts>();
  private readonly runs = new Histogram(ROWS);
  private readonly lag: IntervalHistogram = monitorEventLoopDelay({ resolution: 10 });

  constructor() {
    this.lag.enable();
  }

  stop(): void {
    this.lag.disable();
  }

  onRun(rows: number): void {
    this.runs.observe(rows);
  }

  onAnswer({ model, route, status, milliseconds, warned }: Answered): void {
    const counts = this.byModel.get(model?.nameJson ?? '') ?? this.begin(model);
    let byStatus = counts.requests.get(route);
    if (!byStatus) counts.requests.set(route, (byStatus = new Map<number, Histogram>()));
    let latencies = byStatus.get(status);
    if (!latencies) byStatus.set(status, (latencies = new Histogram(LATENCIES)));
    latencies.observe(milliseconds / 1000);
    for (const name of warned ?? []) {
      const column = counts.columns.has(name) ? name : UNKNOWN_COLUMN;
      counts.warnings.set(column, (counts.warnings.get(column) ?? 0) + 1);
    }
  }

  /** Everything, as Prometheus reads it. */
  text({ waitingRows, openRequests, heldBytes }: MomentNumbers): string {
    const all = [...this.byModel.values()];
    const requests = all.flatMap(({ labels, requests: byRoute }) =>
      [...byRoute].flatMap(([route, byStatus]) =>
        [...byStatus].flatMap(([code, latencies]) =>
          latencies.samples('bellhop_request_seconds', { ...labels, route, code }),
        ),
      ),
    );
    const warnings = all.flatMap(({ labels, warnings: byColumn }) =>
      [...byColumn].map(([column, count]) => sample('bellhop_warnings_total', { ...labels, column }, count)),
    );
    const gauge = (name: string, help: string, value: number): string =>
      family(name, 'gauge', help, [sample(name, {}, value)]);
    const cpu = process.cpuUsage();
    return [
      family('bellhop_request_seconds', 'histogram', 'Requests and how long they took.', requests),
      family('bellhop_warnings_total', 'counter', 'Values that scored with a warning, by column.', warnings),
      family(
        'bellhop_batch_rows',
        'histogram',
        'Rows scored in one run of the graph.',
        this.runs.samples('bellhop_batch_rows', {}),
      ),
      gauge('bellhop_queue_rows', 'Rows that wait to be scored.', waitingRows),
      gauge('bellhop_open_requests', 'Requests that are being answered.', openRequests),
      gauge('bellhop_body_bytes', 'Memory of long bodies, beyond the first 64 KB of each.', heldBytes),
      gauge(
        'bellhop_event_loop_lag_seconds',
        'The 99th percentile since it was last asked for.',
        this.lagSeconds(),
      ),
      gauge('process_resident_memory_bytes', 'Memory of the process.', process.memoryUsage.rss()),
      family('process_cpu_seconds_total', 'counter', 'Time of the processor.', [
        sample('process_cpu_seconds_total', {}, (cpu.user + cpu.system) / 1e6),
      ]),
    ].join('');
  }

  private begin(model: Model | undefined): Counts {
    const { name = '', version = '', input } = model?.artefact ?? {};
    const counts: Counts = {
      labels: { model: name, version },
      columns: new Set(input?.['x-order']),
      requests: new Map(),
      warnings: new Map(),
    };
    this.byModel.set(model?.nameJson ?? '', counts);
    if (this.byModel.size > MOST_MODELS) {
      const [oldest] = [...this.byModel.keys()].filter((key) => key !== '');
      this.byModel.delete(oldest ?? '');
    }
    return counts;
  }

  /** How late the loop was beyond the 10 ms that it is looked at. */
  private lagSeconds(): number {
    const nanoseconds = this.lag.count === 0 ? 0 : this.lag.percentile(99) - 10e6;
    this.lag.reset();
    return Math.max(0, nanoseconds / 1e9);
  }
}
