import { Cancelled } from '../../contract/failure';
import type { Scalar } from '../../contract/artefact';
import type { Pace, Session, Tensor } from '../engine/engine';
import { noteShortWork } from '../slices';
import { FeedBuffer } from './feedBuffer';
import type { Feed } from './feeds';

/** One run shall take about so many milliseconds: who comes meanwhile waits for it. */
const PACE: Pace = { milliseconds: 2, leastRows: 1 };
const FIRST_RUN_ROWS = 128;
const MOST_RUN_ROWS = 4096;
/** A run of fewer rows says more of the cost of a run than of that of a row. */
const LEAST_MEASURED_ROWS = 64;

/** The rows `from` to `to` of what a run of `rows` rows computed. */
export interface Part {
  outputs: Readonly<Record<string, Tensor>>;
  from: number;
  to: number;
  rows: number;
}

/** The parts of a job in order, and how long it waited and was computed, in milliseconds. */
export interface ScoredParts {
  parts: Part[];
  queueMilliseconds: number;
  modelMilliseconds: number;
}

interface Job {
  readonly rows: number;
  readonly submitted: number;
  readonly resolve: (scored: ScoredParts) => void;
  readonly reject: (error: unknown) => void;
}

/** Short jobs that are scored in one run. */
interface Batch {
  jobs: Job[];
  buffer: FeedBuffer;
}

interface LongJob extends Job {
  readonly buffer: FeedBuffer;
  readonly isWanted: () => boolean;
  readonly scored: ScoredParts;
  done: number;
}

/**
 * Scores the rows of many requests. What arrives in one turn of the event loop, or while a run is under way, goes into
 * the next run together: no timer holds a row back. Long jobs are computed in chunks of about the same time each,
 * by turns with one another and with the short ones, so that nobody waits for a long job.
 */
export class ScoringQueue {
  private open: Batch;
  private readonly full: Batch[] = [];
  private readonly long: LongJob[] = [];
  /** The buffer of the run before, for the next batch. */
  private spare: FeedBuffer | undefined;
  private isWorking = false;
  private wasLong = false;
  private millisecondsPerRow: number | undefined;
  private readonly pace: Pace;

  /** @param onRun is told the number of rows of each run. */
  constructor(
    private readonly session: Pick<Session, 'run' | 'pace'>,
    private readonly feeds: readonly Feed[],
    private readonly fetches: readonly string[],
    private readonly onRun: (rows: number) => void,
  ) {
    this.pace = session.pace ?? PACE;
    this.open = this.newBatch();
  }

  /** How many rows wait to be scored. */
  get waitingRows(): number {
    const short = [...this.full, this.open].reduce((rows, { buffer }) => rows + buffer.rows, 0);
    return this.long.reduce((rows, job) => rows + job.rows - job.done, short);
  }

  /** Scores the rows of a short request, together with those of others. The values are the validator's. */
  score(values: readonly Scalar[]): Promise<ScoredParts> {
    noteShortWork();
    return new Promise((resolve, reject) => {
      const rows = values.length / this.feeds.length;
      if (this.open.jobs.length > 0 && this.open.buffer.rows + rows > this.runRows()) {
        this.full.push(this.open);
        this.open = this.newBatch();
      }
      this.open.buffer.append(values);
      this.open.jobs.push({ rows, submitted: performance.now(), resolve, reject });
      this.wake();
    });
  }

  /**
   * Scores the rows of a long request.
   *
   * @param isWanted asked before each chunk: where it says no, the rest is not computed.
   * @throws Cancelled where it was not wanted.
   */
  scoreLong(buffer: FeedBuffer, isWanted: () => boolean): Promise<ScoredParts> {
    return new Promise((resolve, reject) => {
      const scored = { parts: [], queueMilliseconds: 0, modelMilliseconds: 0 };
      const submitted = performance.now();
      this.long.push({ rows: buffer.rows, submitted, resolve, reject, buffer, isWanted, scored, done: 0 });
      this.wake();
    });
  }

  private runRows(): number {
    const { milliseconds, leastRows } = this.pace;
    if (this.millisecondsPerRow === undefined) return Math.max(leastRows, FIRST_RUN_ROWS);
    const rows = Math.floor(milliseconds / this.millisecondsPerRow);
    return Math.max(leastRows, Math.min(MOST_RUN_ROWS, rows));
  }

  private newBatch(): Batch {
    const buffer = this.spare ?? new FeedBuffer(this.feeds);
    this.spare = undefined;
    return { jobs: [], buffer };
  }

  private wake(): void {
    if (this.isWorking) return;
    this.isWorking = true;
    setImmediate(() => void this.work());
  }

  private async work(): Promise<void> {
    for (;;) {
      const isShort = this.full.length > 0 || this.open.jobs.length > 0;
      this.wasLong = this.long.length > 0 && !(isShort && this.wasLong);
      if (this.wasLong) await this.runChunk();
      else if (isShort) await this.runBatch(this.takeBatch());
      else break;
      // A runtime may compute without leaving the turn: with more to do, what arrives must be let in.
      if (this.long.length > 0 || this.full.length > 0) await new Promise(setImmediate);
    }
    this.isWorking = false;
  }

  private takeBatch(): Batch {
    const oldest = this.full.shift();
    if (oldest) return oldest;
    const batch = this.open;
    this.open = this.newBatch();
    return batch;
  }

  private async runBatch({ jobs, buffer }: Batch): Promise<void> {
    const started = performance.now();
    try {
      const outputs = await this.run(buffer, 0, buffer.rows);
      const modelMilliseconds = performance.now() - started;
      let from = 0;
      for (const { rows, submitted, resolve } of jobs) {
        const parts = [{ outputs, from, to: from + rows, rows: buffer.rows }];
        resolve({ parts, queueMilliseconds: started - submitted, modelMilliseconds });
        from += rows;
      }
    } catch (error) {
      if (jobs.length === 1) jobs[0]?.reject(error);
      else await this.runApart(jobs, buffer);
    }
    buffer.clear();
    this.spare = buffer;
  }

  /** A run may fail for the rows of one job: the others are scored without them. */
  private async runApart(jobs: readonly Job[], buffer: FeedBuffer): Promise<void> {
    let from = 0;
    for (const { rows, submitted, resolve, reject } of jobs) {
      const started = performance.now();
      try {
        const outputs = await this.run(buffer, from, from + rows);
        const modelMilliseconds = performance.now() - started;
        const parts = [{ outputs, from: 0, to: rows, rows }];
        resolve({ parts, queueMilliseconds: started - submitted, modelMilliseconds });
      } catch (error) {
        reject(error);
      }
      from += rows;
    }
  }

  private async runChunk(): Promise<void> {
    const job = this.long.shift();
    if (!job) return;
    const { buffer, scored, rows, submitted } = job;
    try {
      if (!job.isWanted()) throw new Cancelled();
      const to = Math.min(rows, job.done + this.runRows());
      const count = to - job.done;
      const started = performance.now();
      const outputs = await this.run(buffer, job.done, to);
      scored.modelMilliseconds += performance.now() - started;
      scored.parts.push({ outputs, from: 0, to: count, rows: count });
      job.done = to;
    } catch (error) {
      job.reject(error);
      return;
    }
    if (job.done < rows) {
      this.long.push(job);
      return;
    }
    scored.queueMilliseconds = performance.now() - submitted - scored.modelMilliseconds;
    job.resolve(scored);
  }

  private async run(buffer: FeedBuffer, from: number, to: number): Promise<Part['outputs']> {
    const rows = to - from;
    const started = performance.now();
    const outputs = await this.session.run(buffer.tensors(from, to), this.fetches);
    const took = performance.now() - started;
    if (rows >= Math.min(LEAST_MEASURED_ROWS, this.runRows()) || took > this.pace.milliseconds) {
      this.millisecondsPerRow = ((this.millisecondsPerRow ?? took / rows) + took / rows) / 2;
    }
    this.onRun(rows);
    return outputs;
  }
}
