import type { Engine, GraphValue, Session, Tensor } from './engine';
import { packInputs, type ColumnsInput } from './packInputs';
import { newTensorData } from './tensorData';

/**
 * Loads a graph so that columns of one type are handed over together; to the caller its inputs are as the file has
 * them. A graph that cannot be had so is loaded as it is.
 */
export async function loadPacked(engine: Engine, graph: Uint8Array): Promise<Session> {
  try {
    const packing = packInputs(graph);
    if (packing) return new PackedSession(await engine.load(packing.graph), packing.packed);
  } catch {
    // The graph as it is says what is wrong with it, if anything is.
  }
  return engine.load(graph);
}

/** A session to whose caller each column of some of the graph's inputs is an input [N, 1] of its own. */
export class PackedSession implements Session {
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];

  constructor(
    private readonly session: Session,
    private readonly packed: readonly ColumnsInput[],
  ) {
    const byName = new Map(packed.map((input) => [input.name, input]));
    this.outputs = session.outputs;
    this.inputs = session.inputs.flatMap((input): GraphValue[] => {
      const { columns, type } = byName.get(input.name) ?? {};
      if (!columns || type === undefined) return [input];
      return columns.map((name) => ({ name, type, shape: [null, 1] }));
    });
  }

  run(feeds: Readonly<Record<string, Tensor>>, fetches: readonly string[]): Promise<Record<string, Tensor>> {
    const given: Record<string, Tensor> = {};
    for (const { name } of this.session.inputs) {
      const feed = feeds[name];
      if (feed) given[name] = feed;
    }
    for (const input of this.packed) given[input.name] = pack(input, feeds);
    return this.session.run(given, fetches);
  }

  release(): Promise<void> {
    return this.session.release();
  }
}

function pack({ type, columns }: ColumnsInput, feeds: Readonly<Record<string, Tensor>>): Tensor {
  const width = columns.length;
  const rows = feeds[columns[0] ?? '']?.dims[0] ?? 0;
  const data = newTensorData(type, rows * width);
  for (const [column, name] of columns.entries()) {
    // One type a packing: what is said of numbers holds for 64-bit integers and texts too.
    const values = feeds[name]?.data as Float64Array;
    for (let row = 0; row < rows; row++) (data as Float64Array)[row * width + column] = values[row] ?? NaN;
  }
  return { type, data, dims: [rows, width] };
}
