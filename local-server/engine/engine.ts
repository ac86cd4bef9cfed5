import type { Failure } from '../../contract/failure';

/** The element types that a column or an output of a graph may have. */
export type ElementType = 'float32' | 'float64' | 'int64' | 'int32' | 'string' | 'bool';

export type TensorData = Float32Array | Float64Array | BigInt64Array | Int32Array | Uint8Array | string[];

/** Values in row-major order; a bool is 0 or 1 in a Uint8Array. */
export interface Tensor {
  type: ElementType;
  data: TensorData;
  dims: readonly number[];
}

/** The place of a column in an input that takes several, row after row. */
export interface Place {
  input: string;
  column: number;
  columns: number;
}

/** What a graph declares of an input or output. A dimension that is free, such as the number of rows, is null. */
export interface GraphValue {
  name: string;
  /** An ElementType, another tensor type that Bellhop does not feed, or `sequence or map`. */
  type: string;
  shape: readonly (number | null)[];
  /** What stands for null in an input of texts; the empty text where absent. */
  nullText?: string;
  /** Where it is handed over together with others; by its own name where absent. */
  place?: Place;
}

/** One loaded graph. */
export interface Session {
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  /**
   * Computes the outputs named in `fetches` and no others. Rejects with an `engineError`.
   *
   * @param feeds by the name of the input, or of what takes its place.
   */
  run(feeds: Readonly<Record<string, Tensor>>, fetches: readonly string[]): Promise<Record<string, Tensor>>;
  /** Frees the graph; no run may be under way. */
  release(): Promise<void>;
  /** How long a run should take in milliseconds, and the fewest rows worth one; the scoring queue's own where absent. */
  readonly pace?: Pace;
  /** Resolves where it can compute no more although nobody released it, with the reason; absent where that cannot be. */
  readonly ended?: Promise<Failure>;
}

/** How big the runs of a session should be. */
export interface Pace {
  milliseconds: number;
  leastRows: number;
}

/** An ONNX runtime. */
export interface Engine {
  readonly name: 'native' | 'wasm';
  /** Loads a graph from the bytes of its file. Rejects with an `engineError`. */
  load(graph: Uint8Array): Promise<Session>;
}

/** Finds and loads a runtime; `load` throws where it is not there or does not run on this machine. */
export interface EngineLoader {
  readonly name: Engine['name'];
  /** The npm package that holds it, for messages. */
  readonly module: string;
  load(): Engine;
}
