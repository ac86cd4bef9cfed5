import type { Engine, GraphValue, Session } from './engine';
import { packInputs, type ColumnsInput } from './packInputs';

/**
 * Loads a graph so that columns of one type are handed over together; to the caller its inputs are as the file has
 * them. A graph that cannot be had so is loaded as it is.
 */
export async function loadPacked(engine: Engine, graph: Uint8Array): Promise<Session> {
  try {
    const packing = packInputs(graph);
    if (packing) return withColumns(await engine.load(packing.graph), packing.packed);
  } catch {
    // The graph as it is says what is wrong with it, if anything is.
  }
  return engine.load(graph);
}

/** A session to whose caller each column of some of the graph's inputs is an input [N, 1] with its place. */
export function withColumns(session: Session, several: readonly ColumnsInput[]): Session {
  const byName = new Map(several.map((input) => [input.name, input]));
  const inputs = session.inputs.flatMap((input): GraphValue[] => {
    const { columns, type } = byName.get(input.name) ?? {};
    if (!columns || type === undefined) return [input];
    return columns.map((name, column) => ({
      name,
      type,
      shape: [null, 1],
      place: { input: input.name, column, columns: columns.length },
    }));
  });
  return {
    inputs,
    outputs: session.outputs,
    run: (feeds, fetches) => session.run(feeds, fetches),
    release: () => session.release(),
  };
}
