import type { ModelDescription, NamedColumn, Prediction, Scalar } from '../../contract/artefact';
import { Cancelled, Failure, reason } from '../../contract/failure';
import { Findings, RowValidator } from '../../contract/rows';
import type { RowProblem, RowWarning } from '../../contract/scoring';
import type { Session } from '../engine/engine';
import { EngineError } from '../engine/engineError';
import type { ColumnsInput } from '../engine/packInputs';
import type { Runtimes } from '../engine/runtimes';
import { Slices } from '../slices';
import { TRAIN_AGAIN, type ArtefactFolder } from './artefactFolder';
import { FeedBuffer } from './feedBuffer';
import { beyondType, isLimited, type Feed } from './feeds';
import { disagreement } from './golden';
import { openForeign } from './foreign/openForeign';
import { LongRows, piecesOf } from './longRows';
import { checkProbed, openDescribed, type OpenGraph } from './openGraph';
import { fetchesOf, predictionsOf } from './predictions';
import { ScoringQueue, type Part, type ScoredParts } from './scoringQueue';

/** So many rows are checked in one go, and scored together with those of others; more are a long request. */
const SHORT_ROWS = 64;
/** For so many rows of a long request room is made at first. */
const FIRST_ROWS = 8192;

/** What came of the rows of one request: problems, or one prediction a row. */
export interface Scored {
  predictions: Prediction[];
  problems: RowProblem[];
  warnings: RowWarning[];
  /** How many warnings there are beyond those listed. */
  moreWarnings: number;
  /** How long the rows waited and were computed. */
  queueMilliseconds: number;
  modelMilliseconds: number;
}

/**
 * An artefact that is loaded and gives its golden scores, or a foreign graph as it describes itself. It is released
 * after the last of its users.
 */
export class Model {
  readonly artefact: ModelDescription;
  readonly digest: string;
  /** Name and version as JSON, as every answer has them. */
  readonly nameJson: string;
  /** Whether there is a model.json for it. */
  readonly isDescribed: boolean;
  /** Why no row was scored with it so far, where that is so. */
  readonly unwarmed: unknown;
  /** The graph's inputs that take several columns; a caller may know the model by them. */
  readonly tensors: readonly ColumnsInput[];
  /** The name of the file that scores. */
  private readonly graphFile: string;
  private readonly session: Session;
  private readonly feeds: readonly Feed[];
  private readonly validator: RowValidator;
  private readonly queue: ScoringQueue;
  /** The columns whose values may not fit into the graph's type, each with its place in a row. */
  private readonly limitedFeeds: readonly (readonly [number, Feed])[];
  private users = 0;
  private retired = false;

  private constructor(
    { session, feeds, tensors, description: artefact, probed }: OpenGraph,
    { digest, artefact: described, graphFile }: ArtefactFolder,
    onRun: (rows: number) => void,
  ) {
    this.artefact = artefact;
    this.digest = digest;
    this.graphFile = graphFile;
    this.session = session;
    this.feeds = feeds;
    this.tensors = tensors;
    this.isDescribed = described !== undefined;
    this.unwarmed = probed && 'reason' in probed ? probed.reason : undefined;
    this.nameJson = JSON.stringify({ name: artefact.name, version: artefact.version });
    this.validator = new RowValidator(artefact.input);
    this.queue = new ScoringQueue(session, feeds, fetchesOf(artefact.outputs), onRun);
    this.limitedFeeds = [...feeds.entries()].filter(([, feed]) => isLimited(feed));
  }

  /**
   * Loads the graph, holds it against model.json where there is one, and scores the golden rows, or, where there are
   * none, rows that mean nothing: the first request is answered by a graph that has run.
   *
   * @param onRun is told the number of rows of each run of the graph.
   * @throws Failure `graph-broken`, `onnx-broken`, `inputs-mismatch`, `outputs-mismatch`, `golden-mismatch` or those of
   *   `openForeign` and `openPythonSession`, naming file and cause.
   */
  static async load(
    folder: ArtefactFolder,
    runtimes: Runtimes,
    onRun: (rows: number) => void,
  ): Promise<Model> {
    const { artefact, graph, graphFile } = folder;
    let open: OpenGraph;
    try {
      open = await (artefact
        ? openDescribed(runtimes, artefact, graph)
        : openForeign(runtimes.engine, folder));
    } catch (cause) {
      if (cause instanceof Failure) throw cause;
      const message = `${graphFile} cannot be loaded by the ${runtimes.engine.name} runtime: ${reason(cause)}`;
      if (artefact) throw new Failure('graph-broken', message, TRAIN_AGAIN, { cause });
      throw new Failure('onnx-broken', message, 'Export the model again.', { cause });
    }
    try {
      checkProbed(open, graphFile);
      const model = new Model(open, folder, onRun);
      await model.scoreGoldenRows();
      return model;
    } catch (error) {
      await open.session.release();
      throw error;
    }
  }

  get columns(): readonly NamedColumn[] {
    return this.validator.columns;
  }

  /** Resolves where the model can score no more although nobody retired it, with the reason. */
  get ended(): Promise<Failure> | undefined {
    return this.session.ended;
  }

  /** How many rows wait to be scored. */
  get waitingRows(): number {
    return this.queue.waitingRows;
  }

  /** The element type that the graph declares for one of its outputs. */
  outputType(onnx: string): string | undefined {
    return this.session.outputs.find(({ name }) => name === onnx)?.type;
  }

  /**
   * Checks what a request holds as `rows`, against the input schema and what the graph's types can hold, and scores it.
   * A row that the graph itself refuses, such as a category that an encoder does not know, is a problem like others.
   *
   * @param rows a list, or `LongRows`.
   * @param isWanted whether somebody still waits for the answer; asked now and then while a long request is computed.
   * @throws Cancelled where nobody does.
   */
  async score(rows: unknown, isWanted: () => boolean = () => true): Promise<Scored> {
    const findings = new Findings();
    const list = rows instanceof LongRows ? rows : this.validator.listOf(rows, findings);
    let parts: ScoredParts | undefined;
    try {
      parts = await this.run(list, findings, isWanted);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      await this.findRefused(list, findings, isWanted);
      // The runtime refuses all of them together: it is no row's fault.
      if (findings.problems.length === 0) throw error;
    }
    const [part, ...more] = parts?.parts ?? [];
    const predictions = !part
      ? []
      : more.length === 0
        ? this.read(part, 0, findings)
        : await this.readLong([part, ...more], findings);
    const { problems, warnings, moreWarnings } = findings;
    const { queueMilliseconds = 0, modelMilliseconds = 0 } = parts ?? {};
    return { predictions, problems, warnings, moreWarnings, queueMilliseconds, modelMilliseconds };
  }

  /** Keeps the model from being released until `leave`, so that one request is answered by one model. */
  enter(): void {
    this.users += 1;
  }

  leave(): void {
    this.users -= 1;
    void this.releaseWhenUnused();
  }

  /** No new user comes: the model is released now, or when the last one leaves. */
  async retire(): Promise<void> {
    if (this.retired) return;
    this.retired = true;
    await this.releaseWhenUnused();
  }

  /** Nothing comes of rows with problems. Not async: for a short request that would be one more promise. */
  private run(
    list: readonly unknown[] | LongRows,
    findings: Findings,
    isWanted: () => boolean,
  ): Promise<ScoredParts | undefined> | undefined {
    if (list instanceof LongRows || list.length > SHORT_ROWS) return this.runLong(list, findings, isWanted);
    const values = this.check(list, 0, findings);
    return findings.problems.length === 0 ? this.queue.score(values) : undefined;
  }

  private async runLong(
    list: readonly unknown[] | LongRows,
    findings: Findings,
    isWanted: () => boolean,
  ): Promise<ScoredParts | undefined> {
    const buffer = await this.checkLong(list, findings);
    return findings.problems.length === 0 ? this.queue.scoreLong(buffer, isWanted) : undefined;
  }

  /** Runs valid rows one by one, and notes those that the graph refuses. */
  private async findRefused(
    list: readonly unknown[] | LongRows,
    findings: Findings,
    isWanted: () => boolean,
  ): Promise<void> {
    const ofRow = new Findings();
    let row = 0;
    for await (const rows of piecesOf(list, 1)) {
      if (findings.isFull) return;
      if (!isWanted()) throw new Cancelled();
      try {
        await this.queue.score(this.check(rows, row, ofRow));
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        const expected = `a row that the model can score; it says: ${error.message}`;
        findings.problem({ row, got: 'a row that it cannot score', expected });
      }
      row += 1;
    }
  }

  private check(rows: readonly unknown[], first: number, findings: Findings): Scalar[] {
    const values = this.validator.checkPiece(rows, first, findings);
    if (this.limitedFeeds.length > 0) this.checkTypes(values, first, findings);
    return values;
  }

  private checkTypes(values: readonly Scalar[], first: number, findings: Findings): void {
    const width = this.feeds.length;
    for (let at = 0; at < values.length; at += width) {
      for (const [position, feed] of this.limitedFeeds) {
        const value = values[at + position];
        const expected = beyondType(feed, value);
        if (expected === undefined) continue;
        findings.problem({ row: first + at / width, column: feed.column.name, got: value, expected });
      }
    }
  }

  private async checkLong(list: readonly unknown[] | LongRows, findings: Findings): Promise<FeedBuffer> {
    // A body may name millions of rows that are none: room is made for those that have passed.
    const buffer = new FeedBuffer(this.feeds, Math.min(list.length, FIRST_ROWS));
    const slices = new Slices();
    let first = 0;
    for await (const rows of piecesOf(list, SHORT_ROWS)) {
      if (findings.isFull) break;
      if (slices.isOver) await slices.next();
      const values = this.check(rows, first, findings);
      if (findings.problems.length === 0) buffer.append(values);
      first += rows.length;
    }
    return buffer;
  }

  private async readLong(parts: readonly Part[], findings: Findings): Promise<Prediction[]> {
    const predictions: Prediction[] = [];
    const slices = new Slices();
    for (const part of parts) {
      if (slices.isOver) await slices.next();
      for (const prediction of this.read(part, predictions.length, findings)) predictions.push(prediction);
    }
    return predictions;
  }

  private read({ outputs, rows, from, to }: Part, first: number, findings: Findings): Prediction[] {
    const { predictions, warnings } = predictionsOf(this.artefact.outputs, outputs, rows, from, to);
    for (const warning of warnings) findings.warn({ ...warning, row: warning.row + first });
    return predictions;
  }

  /** Not async: it is asked after each request. */
  private releaseWhenUnused(): Promise<void> | undefined {
    return this.retired && this.users === 0 ? this.session.release() : undefined;
  }

  private async scoreGoldenRows(): Promise<void> {
    const { golden } = this.artefact;
    if (golden.rows.length === 0) return;
    const refuse = (what: string, cause?: unknown): Failure => {
      const message = `${this.graphFile} does not give the golden scores of model.json: ${what}.`;
      return new Failure('golden-mismatch', message, TRAIN_AGAIN, { cause });
    };
    let scored: Scored;
    try {
      scored = await this.score(golden.rows.map(({ row }) => row));
    } catch (cause) {
      if (cause instanceof Failure) throw cause;
      throw refuse(reason(cause).replace(/\.$/, ''), cause);
    }
    const [problem] = scored.problems;
    if (problem) {
      throw refuse(
        `golden row ${problem.row ?? 0} has no valid "${problem.column ?? ''}" (${problem.expected})`,
      );
    }
    for (const [index, { prediction }] of golden.rows.entries()) {
      const what = disagreement(scored.predictions[index] ?? null, prediction, golden);
      if (what !== undefined) throw refuse(`golden row ${index} ${what}`);
    }
  }
}
