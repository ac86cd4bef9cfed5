import type { Metric, Parity } from './artefact';
import { Failure } from './failure';
import { checkSchemaVersion, isRecord, parseJson } from './version';

/**
 * What an evaluation found out of one version of a model: `reports/<version>/evaluation.json` of a model project, with
 * the plots and the model card beside it. evaluation.schema.json says the same as JSON Schema.
 */

/** The newest `schema` of an evaluation that this Bellhop reads, and the one that training writes. */
export const EVALUATION_SCHEMA = 1;
/** The folder of a project that holds a folder for each version that was evaluated. */
export const REPORTS_FOLDER = 'reports';
export const EVALUATION_FILE = 'evaluation.json';

export interface EvaluationPlot {
  /** The name of an SVG file beside evaluation.json. */
  file: string;
  title: string;
  /** What the plot shows, in words. */
  alt: string;
  /** What the plot shows, in numbers. */
  table?: { columns: string[]; rows: (string | number | boolean | null)[][] };
}

export interface Evaluation {
  schema: number;
  /** The Bellhop version needed to read it. */
  bellhop?: string;
  name: string;
  version: string;
  task: string;
  runtime: 'onnx' | 'python';
  /** How many rows the model was fitted and judged on, the weight of the latter and its unit. */
  rows: { fitted: number; held_out: number; weight: number; unit: string };
  metrics: Metric[];
  parity?: Parity;
  plots: EvaluationPlot[];
  /** The name of the model card's file, beside evaluation.json. */
  card: string;
}

/**
 * Reads the text of an evaluation.json. Unknown keys are kept. Names of files are checked to lie beside it.
 *
 * @param file the file's name for the messages.
 * @throws Failure `evaluation-broken`, or those of `checkSchemaVersion`, each naming the file and the key.
 */
export function readEvaluation(text: string, file: string = EVALUATION_FILE): Evaluation {
  const document = parseJson(text, file, 'evaluation-broken');
  checkSchemaVersion(document, file, EVALUATION_SCHEMA);
  const check: Check = new Check(file);
  for (const key of ['name', 'version', 'task']) check.that(isText(document[key]), key, 'a text');
  check.that(['onnx', 'python'].includes(document['runtime'] as string), 'runtime', '"onnx" or "python"');
  const { rows, parity } = document;
  check.that(
    isRecord(rows) &&
      [rows['fitted'], rows['held_out'], rows['weight']].every(isNumber) &&
      isText(rows['unit']),
    'rows',
    'an object with the numbers "fitted", "held_out" and "weight", and the text "unit"',
  );
  check.list(document['metrics'], 'metrics', isMetric);
  check.list(document['plots'], 'plots', isPlot);
  if (parity !== undefined) {
    const numbers = ['rows', 'probes', 'worst', 'tolerance', 'beyond'];
    check.that(
      isRecord(parity) && numbers.every((key) => isNumber(parity[key])),
      'parity',
      `an object with the numbers ${numbers.join(', ')}`,
    );
  }
  check.that(isFileName(document['card'], 'md'), 'card', 'the name of a .md file in the same folder');
  return document as unknown as Evaluation;
}

class Check {
  constructor(private readonly file: string) {}

  that(holds: boolean, key: string, expected: string): asserts holds {
    if (holds) return;
    const message = `${this.file}: "${key}" must be ${expected}.`;
    throw new Failure('evaluation-broken', message, 'Train the model again, or restore the file from git.');
  }

  list(value: unknown, key: string, each: (item: unknown) => boolean): void {
    this.that(Array.isArray(value), key, 'a list');
    value.forEach((item, index) => this.that(each(item), `${key}[${index}]`, 'complete'));
  }
}

function isMetric(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { name, title, better } = value;
  const known = better === undefined || ['higher', 'lower', 'one'].includes(better as string);
  return isText(name) && isText(title) && isNumber(value['value']) && known;
}

function isPlot(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { file, title, alt, table } = value;
  return isFileName(file, 'svg') && isText(title) && isText(alt) && (table === undefined || isTable(table));
}

function isTable(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { columns, rows } = value;
  if (!Array.isArray(columns) || !columns.every((column) => typeof column === 'string')) return false;
  const isCell = (cell: unknown): boolean =>
    cell === null || ['string', 'number', 'boolean'].includes(typeof cell);
  const isRow = (row: unknown): boolean =>
    Array.isArray(row) && row.length === columns.length && row.every(isCell);
  return Array.isArray(rows) && rows.every(isRow);
}

/** A plain name with the ending: no folder, nothing that leads out of one. */
function isFileName(value: unknown, ending: string): boolean {
  return typeof value === 'string' && new RegExp(`^[A-Za-z0-9][A-Za-z0-9_-]*\\.${ending}$`).test(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
