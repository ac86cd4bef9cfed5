import type { Artefact, Prediction, Row } from '../../contract/artefact';
import { Failure, reason } from '../../contract/failure';
import { MOST_PROBLEMS, RowValidator, type CheckedRows } from '../../contract/rows';
import type { RowProblem, RowWarning } from '../../contract/scoring';
import type { Engine, GraphValue, Session } from '../engine/engine';
import { GRAPH_FILE, type ArtefactFolder } from './artefactFolder';
import { beyondType, feedOf, isLimited, tensorOf, type Feed } from './feeds';
import { disagreement } from './golden';
import { fetchesOf, predictionsOf } from './predictions';

const TRAIN_AGAIN = 'Train the model again, or restore the artefact from git.';

/** An artefact that is loaded and gives its golden scores. It is released after the last of its users. */
export class Model {
  readonly artefact: Artefact;
  readonly digest: string;
  private readonly validator: RowValidator;
  private readonly fetches: readonly string[];
  /** The columns whose values may not fit into the graph's type. */
  private readonly limitedFeeds: readonly Feed[];
  private users = 0;
  private retired = false;

  private constructor(
    { artefact, digest }: ArtefactFolder,
    private readonly session: Session,
    private readonly feeds: readonly Feed[],
  ) {
    this.artefact = artefact;
    this.digest = digest;
    this.validator = new RowValidator(artefact.input);
    this.fetches = fetchesOf(artefact.outputs);
    this.limitedFeeds = feeds.filter(isLimited);
  }

  /**
   * Loads the graph, holds it against model.json and scores the golden rows.
   *
   * @throws Failure `graph-broken`, `inputs-mismatch`, `outputs-mismatch` or `golden-mismatch`, naming file and cause.
   */
  static async load(folder: ArtefactFolder, engine: Engine): Promise<Model> {
    let session: Session;
    try {
      session = await engine.load(folder.graph);
    } catch (cause) {
      const message = `${GRAPH_FILE} cannot be loaded by the ${engine.name} runtime: ${reason(cause)}`;
      throw new Failure('graph-broken', message, TRAIN_AGAIN, { cause });
    }
    try {
      const feeds = matchInputs(folder.artefact, session.inputs);
      matchOutputs(folder.artefact, session.outputs);
      const model = new Model(folder, session, feeds);
      await model.scoreGoldenRows();
      return model;
    } catch (error) {
      await session.release();
      throw error;
    }
  }

  /** The element type that the graph declares for one of its outputs. */
  outputType(onnx: string): string | undefined {
    return this.session.outputs.find(({ name }) => name === onnx)?.type;
  }

  /** Checks what a request holds as `rows`, against the input schema and what the graph's types can hold. */
  check(rows: unknown): CheckedRows {
    const checked = this.validator.check(rows);
    const beyond = checked.rows.flatMap((values, row) => this.beyondTypes(values, row));
    return beyond.length === 0 ? checked : { ...checked, rows: [], problems: beyond.slice(0, MOST_PROBLEMS) };
  }

  /** Scores rows that `check` found nothing wrong with: one prediction a row, in order. */
  async score(rows: readonly Row[]): Promise<{ predictions: Prediction[]; warnings: RowWarning[] }> {
    const feeds = Object.fromEntries(this.feeds.map((feed) => [feed.column.name, tensorOf(feed, rows)]));
    return predictionsOf(this.artefact.outputs, await this.session.run(feeds, this.fetches), rows.length);
  }

  /** Keeps the model from being released until `leave`, so that one request is answered by one model. */
  enter(): void {
    this.users += 1;
  }

  async leave(): Promise<void> {
    this.users -= 1;
    await this.releaseWhenUnused();
  }

  /** No new user comes: the model is released now, or when the last one leaves. */
  async retire(): Promise<void> {
    if (this.retired) return;
    this.retired = true;
    await this.releaseWhenUnused();
  }

  private beyondTypes(values: Row, row: number): RowProblem[] {
    return this.limitedFeeds.flatMap((feed) => {
      const { name } = feed.column;
      const expected = beyondType(feed, values[name]);
      return expected === undefined ? [] : [{ row, column: name, got: values[name], expected }];
    });
  }

  private async releaseWhenUnused(): Promise<void> {
    if (this.retired && this.users === 0) await this.session.release();
  }

  private async scoreGoldenRows(): Promise<void> {
    const { golden } = this.artefact;
    if (golden.rows.length === 0) return;
    const refuse = (what: string, cause?: unknown): Failure =>
      new Failure(
        'golden-mismatch',
        `${GRAPH_FILE} does not give the golden scores of model.json: ${what}.`,
        TRAIN_AGAIN,
        {
          cause,
        },
      );
    const { rows, problems } = this.check(golden.rows.map(({ row }) => row));
    const [problem] = problems;
    if (problem) {
      throw refuse(
        `golden row ${problem.row ?? 0} has no valid "${problem.column ?? ''}" (${problem.expected})`,
      );
    }
    let scored: Prediction[];
    try {
      scored = (await this.score(rows)).predictions;
    } catch (cause) {
      throw refuse(reason(cause), cause);
    }
    for (const [index, { prediction }] of golden.rows.entries()) {
      const what = disagreement(scored[index] ?? null, prediction, golden);
      if (what !== undefined) throw refuse(`golden row ${index} ${what}`);
    }
  }
}

/** Pairs the columns of model.json with the graph's inputs, one for one. */
function matchInputs(artefact: Artefact, inputs: readonly GraphValue[]): Feed[] {
  const { columns } = new RowValidator(artefact.input);
  const byName = new Map(inputs.map((input) => [input.name, input]));
  const missing = columns.filter(({ name }) => !byName.has(name)).map(({ name }) => name);
  const named = new Set(columns.map(({ name }) => name));
  const extra = inputs.map(({ name }) => name).filter((name) => !named.has(name));
  const feeds = columns.flatMap((column) => {
    const input = byName.get(column.name);
    return input ? [feedOf(column, input)] : [];
  });
  const wrong = [
    ...(missing.length > 0 ? [`the graph lacks ${quoted(missing)}`] : []),
    ...(extra.length > 0 ? [`model.json lacks ${quoted(extra)}`] : []),
    ...feeds.filter((feed) => typeof feed === 'string'),
  ];
  if (wrong.length > 0) {
    const message = `The inputs of ${GRAPH_FILE} do not match the columns of model.json: ${wrong.join('; ')}.`;
    throw new Failure('inputs-mismatch', message, TRAIN_AGAIN);
  }
  return feeds.filter((feed) => typeof feed !== 'string');
}

const READABLE = ['float32', 'float64', 'int64', 'int32', 'string', 'bool'];

function matchOutputs({ outputs }: Artefact, given: readonly GraphValue[]): void {
  const types = new Map(given.map(({ name, type }) => [name, type]));
  const wrong = fetchesOf(outputs).flatMap((name) => {
    const type = types.get(name);
    if (type === undefined) return [`the graph lacks "${name}" (it has ${quoted([...types.keys()])})`];
    return READABLE.includes(type) ? [] : [`"${name}" is a ${type}, which cannot be read`];
  });
  if (wrong.length === 0) return;
  const message = `The outputs of ${GRAPH_FILE} do not match those of model.json: ${wrong.join('; ')}.`;
  throw new Failure('outputs-mismatch', message, TRAIN_AGAIN);
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
