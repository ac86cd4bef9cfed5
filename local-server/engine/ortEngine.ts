import type { Env, InferenceSession, Tensor as OrtTensor, TensorConstructor } from 'onnxruntime-node';
import { engineError } from './engineError';
import type { Engine, GraphValue, Session, Tensor } from './engine';

/** What the two npm packages have in common: the interface of onnxruntime-common. */
export interface Ort {
  env: Env;
  InferenceSession: typeof InferenceSession;
  Tensor: TensorConstructor;
}

/** onnxruntime-web reports a free dimension as the largest unsigned 32-bit number. */
const FREE_DIMENSION = 0xffffffff;

/** An engine over one of the packages; `provider` is the execution provider that belongs to it. */
export function ortEngine(name: Engine['name'], ort: Ort, provider: 'cpu' | 'wasm'): Engine {
  return {
    name,
    async load(graph) {
      try {
        return new OrtSession(await ort.InferenceSession.create(graph, optionsFor(provider)), ort);
      } catch (error) {
        throw engineError(error);
      }
    },
  };
}

/** As for a session: what a run refuses would be written to stderr else, for every request that sends it. */
const RUN_OPTIONS: InferenceSession.RunOptions = { logSeverityLevel: 4 };

function optionsFor(provider: string): InferenceSession.SessionOptions {
  return {
    executionProviders: [provider],
    // One thread: for small models a pool of threads costs more than it gives.
    executionMode: 'sequential',
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    // Only what is fatal: an error is thrown too, and reported by who catches it.
    logSeverityLevel: 4,
  };
}

class OrtSession implements Session {
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];

  constructor(
    private readonly session: InferenceSession,
    private readonly ort: Ort,
  ) {
    this.inputs = session.inputMetadata.map(graphValue);
    this.outputs = session.outputMetadata.map(graphValue);
  }

  async run(
    feeds: Readonly<Record<string, Tensor>>,
    fetches: readonly string[],
  ): Promise<Record<string, Tensor>> {
    const given: Record<string, OrtTensor> = {};
    for (const [name, { type, data, dims }] of Object.entries(feeds)) {
      given[name] = new this.ort.Tensor(type, data, dims);
    }
    try {
      return (await atOnce(() => this.session.run(given, fetches, RUN_OPTIONS))) as unknown as Record<
        string,
        Tensor
      >;
    } catch (error) {
      throw engineError(error);
    }
  }

  release(): Promise<void> {
    return this.session.release();
  }
}

/**
 * Calls `run` so that what it leaves to setImmediate is done within the call. onnxruntime-node (1.30) computes in the call
 * too, only a turn of the event loop later; by then the rows of another turn wait for a run of their own, and half as many
 * are scored together. Where a runtime does otherwise, this changes nothing.
 */
function atOnce<Result>(run: () => Result): Result {
  const later = globalThis.setImmediate;
  globalThis.setImmediate = ((callback: () => void) => callback()) as unknown as typeof setImmediate;
  try {
    return run();
  } finally {
    globalThis.setImmediate = later;
  }
}

function graphValue(value: InferenceSession.ValueMetadata): GraphValue {
  if (!value.isTensor) return { name: value.name, type: 'sequence or map', shape: [] };
  const shape = value.shape.map((size) =>
    typeof size === 'number' && size !== FREE_DIMENSION ? size : null,
  );
  return { name: value.name, type: value.type, shape };
}
