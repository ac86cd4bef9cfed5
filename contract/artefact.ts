/**
 * The artefact: what training writes. `model.json` is the master; the request form, the validation of rows, OpenAPI
 * and the scorer all read this one file. `artefact.schema.json` says the same as JSON Schema.
 */

/** The newest `schema` of model.json that this Bellhop reads and that its template writes. */
export const ARTEFACT_SCHEMA = 1;

export type ColumnType = 'number' | 'integer' | 'string' | 'boolean';
export type Scalar = number | string | boolean | null;
/** One row as a caller sends it: column name to value. */
export type Row = Record<string, Scalar>;

/** What training saw of a column. A value outside it scores with a warning. */
export interface Observed {
  minimum?: number;
  maximum?: number;
  categories?: Scalar[];
}

/** One column of a row: a JSON Schema with Bellhop's own keys, which begin with `x-`. */
export interface Column {
  type: ColumnType | [ColumnType, 'null'];
  title?: string;
  description?: string;
  /** Hard limits: a value beyond them refuses the row. */
  minimum?: number;
  maximum?: number;
  enum?: Scalar[];
  format?: 'date';
  'x-unit'?: string;
  /** Category to the words that people know it by. */
  'x-labels'?: Record<string, string>;
  'x-observed'?: Observed;
  /** `reject` makes `x-observed` a hard limit. */
  'x-on-unseen'?: 'warn' | 'reject';
  /** Masked in history and logs. */
  'x-personal'?: boolean;
}

/** The input schema: a JSON Schema of one row. `x-order` is the columns' order, since JSON objects promise none. */
export interface InputSchema {
  type: 'object';
  'x-order': string[];
  properties: Record<string, Column>;
  required: string[];
}

/** One output of the model. A classifier's holds `labels`, in the order of the probabilities. */
export interface Output {
  name: string;
  title?: string;
  unit?: string;
  /** The output of the graph that holds the value, or the label; with runtime `python` a name that the worker is told. */
  onnx: string;
  /** Which column of it, from 0, where the graph's output is [rows, columns]. */
  column?: number;
  /** Beside the label; of two labels the graph may give the probability of the second only. */
  probabilities?: { onnx: string; labels: Scalar[] };
}

/** A regressor predicts a number; a classifier a label with probabilities; several outputs come by name. */
export type Prediction =
  Scalar | { label: Scalar; probabilities: Record<string, number> } | { [output: string]: Prediction };

export interface Example {
  title: string;
  row: Row;
}

/**
 * Rows with the scores that training computed for them. Agreement is |a - b| <= tolerance * max(|b|, scale), and
 * |a - b| <= probability for probabilities.
 */
export interface Golden {
  tolerance: number;
  probability: number;
  /** The standard deviation of the model's scores on the training data. */
  scale: number;
  rows: { row: Row; prediction: Prediction }[];
}

/** How the exported graph agreed with scikit-learn, from the raw columns that a caller sends. */
export interface Parity {
  rows: number;
  probes: number;
  /** The largest |a - b| / max(|b|, scale). */
  worst: number;
  tolerance: number;
  beyond: number;
}

/**
 * Of a model that adds up, a linear one say: on the scale of `link` a row's score is that of `base` and, of each column, a
 * share that does not depend on the other columns: link(base with the row's value in the column) - link(base). The score
 * is the number that a model predicts, or of two labels the probability of the second. `base` is a row of medians and most
 * frequent values, and nobody's.
 */
export interface Additive {
  link: 'identity' | 'log' | 'logit';
  base: Row;
}

/** A measure of the model; of two values the better one is the higher, the lower, or the one that is closer to 1. */
export interface Metric {
  name: string;
  title: string;
  value: number;
  /** Absent where no value is better than another. */
  better?: 'higher' | 'lower' | 'one';
}

export interface Artefact {
  schema: number;
  /** The Bellhop version needed to read it. */
  bellhop?: string;
  name: string;
  version: string;
  description?: string;
  task: 'frequency' | 'severity' | 'regression' | 'classification';
  runtime: 'onnx' | 'python';
  /** With runtime `python`: how the project's own Python serves it. */
  python?: PythonRuntime;
  input: InputSchema;
  outputs: Output[];
  examples: Example[];
  golden: Golden;
  /** The training scores at 101 equally spaced probabilities, 0 to 1. */
  quantiles?: number[];
  /** Absent where the model does not add up, has several outputs, or more than two labels. */
  additive?: Additive;
  metrics: Metric[];
  /** A classifier's decision threshold. */
  threshold?: number;
  parity?: Parity;
  training: Training;
  /** File name to the SHA-256 (hex) of the other files of the artefact. */
  files: Record<string, string>;
}

/** A model that ONNX cannot express: the project's own Python scores it, as a worker of the scorer. */
export interface PythonRuntime {
  /** What Python's `-m` runs: `claim_frequency.worker`. */
  module: string;
  /** The types that model.skops may hold beside those that skops trusts by itself. */
  trusted: string[];
}

/** What a scorer needs to know of a model; a foreign graph without a model.json says no more. */
export type ModelDescription = Pick<
  Artefact,
  'name' | 'version' | 'description' | 'task' | 'input' | 'outputs' | 'examples' | 'golden'
> &
  Partial<Pick<Artefact, 'metrics' | 'training' | 'runtime'>>;

/** Where a model comes from: hashes are SHA-256 in hex. */
export interface Training {
  trained_at: string;
  rows: number;
  data: string;
  code: string;
  lock: string | null;
  commit: string | null;
  /** Which of the exports passed: `mixed` (double, float before trees), `float` or `double`. */
  graph?: 'mixed' | 'float' | 'double';
  libraries: Record<string, string>;
}

/** The columns in the model's order, each with its name and whether it must be given. */
export interface NamedColumn {
  name: string;
  column: Column;
  kind: ColumnType;
  nullable: boolean;
  required: boolean;
}

/** The columns of an input schema in order; `kind` is the type without null. */
export function columnsOf(input: InputSchema): NamedColumn[] {
  return input['x-order'].map((name) => {
    const column = input.properties[name];
    if (!column) throw new TypeError(`The input schema orders '${name}' but does not describe it.`);
    return {
      name,
      column,
      kind: Array.isArray(column.type) ? column.type[0] : column.type,
      nullable: Array.isArray(column.type),
      required: input.required.includes(name),
    };
  });
}
