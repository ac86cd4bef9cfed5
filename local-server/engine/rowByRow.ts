import type { GraphValue, Session, Tensor } from './engine';
import { newTensorData } from './tensorData';

/**
 * A session that takes any number of rows. A graph whose inputs are all declared for one row, `[1]` or `[1, columns]`, as
 * PyTorch exports them unless told otherwise, is run once for each; any other session is given back as it is.
 */
export function withFreeRows(session: Session): Session {
  const isForOne = session.inputs.length > 0 && session.inputs.every(({ shape }) => shape[0] === 1);
  return isForOne ? new RowByRowSession(session) : session;
}

class RowByRowSession implements Session {
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];

  constructor(private readonly session: Session) {
    this.inputs = session.inputs.map(withoutCount);
    this.outputs = session.outputs.map(withoutCount);
  }

  async run(
    feeds: Readonly<Record<string, Tensor>>,
    fetches: readonly string[],
  ): Promise<Record<string, Tensor>> {
    const rows = Object.values(feeds)[0]?.dims[0] ?? 0;
    const byRow: Record<string, Tensor>[] = [];
    for (let row = 0; row < rows; row++) {
      const one = Object.entries(feeds).map(([name, tensor]) => [name, rowOf(tensor, row)] as const);
      byRow.push(await this.session.run(Object.fromEntries(one), fetches));
    }
    return Object.fromEntries(fetches.map((name) => [name, joined(byRow.map((outputs) => outputs[name]))]));
  }

  release(): Promise<void> {
    return this.session.release();
  }
}

/** The declaration for any number of rows; a value of a row may be declared without dimensions. */
function withoutCount(value: GraphValue): GraphValue {
  return { ...value, shape: [null, ...value.shape.slice(1)] };
}

function rowOf({ type, data, dims: [, ...dims] }: Tensor, row: number): Tensor {
  const width = dims.reduce((product, size) => product * size, 1);
  return { type, data: data.slice(row * width, (row + 1) * width), dims: [1, ...dims] };
}

function joined(parts: readonly (Tensor | undefined)[]): Tensor {
  const all = parts.filter((part) => part !== undefined);
  const [first] = all;
  if (!first || all.length < parts.length) {
    throw new RangeError('the graph does not give each of its outputs');
  }
  const width = first.data.length;
  const data = newTensorData(first.type, all.length * width);
  for (const [row, part] of all.entries()) {
    if (part.data.length !== width) throw new RangeError('the graph gives outputs of different sizes');
    for (let at = 0; at < width; at++) data[row * width + at] = part.data[at] ?? NaN;
  }
  return { type: first.type, data, dims: [all.length, ...first.dims.slice(1)] };
}
