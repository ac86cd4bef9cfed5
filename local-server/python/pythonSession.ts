import { columnsOf, type Artefact, type NamedColumn } from '../../contract/artefact';
import type { Failure } from '../../contract/failure';
import { pythonNeeded } from '../../contract/pythonNeeded';
import { isRecord } from '../../contract/version';
import type { GraphValue, Session, Tensor } from '../engine/engine';
import type { Log } from '../log';
import { endedFailure, raised, refusalFailure, startFailure } from './failures';
import type { Frame } from './frames';
import { decodeTensors, encodeTensors } from './tensors';
import { Worker, WorkerEnded } from './worker';

/** How long a worker may take to import its packages and load the model, and to score one batch, in milliseconds. */
const LOAD_LIMIT = 50_000;
const RUN_LIMIT = 60_000;
/** What stands for null in a column of texts. */
const NULL_TEXT = '\0';
/** A call of scikit-learn costs milliseconds however few its rows are: smaller runs would only add up. */
const PACE = { milliseconds: 20, leastRows: 256 };

/**
 * Starts the project's own Python and loads a model into it.
 *
 * @param python the interpreter; where absent, the scorer was started without one.
 * @param content the bytes of model.skops: what was checked is what is loaded.
 * @throws Failure `python-needed`, `python-unusable`, `package-missing`, `types-not-trusted`, `model-not-loaded` or
 *   `worker-failed`.
 */
export async function openPythonSession(
  artefact: Artefact,
  content: Uint8Array,
  python: string | undefined,
  log: Log,
): Promise<Session> {
  const { module = '', trusted = [] } = artefact.python ?? {};
  if (python === undefined) throw pythonNeeded();
  const worker = new Worker({ python, module, onLine: (line) => log.info('Worker', { line }) });
  const columns = columnsOf(artefact.input);
  const load = {
    type: 'load',
    columns: columns.map(({ name, kind }) => ({ name, kind })),
    outputs: artefact.outputs.map(({ onnx, probabilities }) => ({
      value: onnx,
      probabilities: probabilities?.onnx ?? null,
    })),
    trusted,
  };
  let answer: Frame;
  try {
    answer = await worker.ask(load, [content], LOAD_LIMIT);
  } catch (error) {
    if (!(error instanceof WorkerEnded)) throw error;
    throw startFailure(module, worker, await worker.exited);
  }
  const { type, outputs } = answer.header;
  if (type !== 'ready') {
    await worker.end();
    throw refusalFailure(module, answer);
  }
  log.info('Worker started', { module, python, pid: worker.pid });
  return new PythonSession(worker, columns.map(inputOf), outputsOf(outputs), log);
}

class PythonSession implements Session {
  readonly pace = PACE;
  readonly ended: Promise<Failure>;
  private released = false;
  private lastTraceback: string | undefined;

  constructor(
    private readonly worker: Worker,
    readonly inputs: readonly GraphValue[],
    readonly outputs: readonly GraphValue[],
    private readonly log: Log,
  ) {
    this.ended = new Promise((resolve) => {
      void worker.exited.then((ended) => {
        if (!this.released) resolve(endedFailure(ended));
      });
    });
  }

  async run(
    feeds: Readonly<Record<string, Tensor>>,
    fetches: readonly string[],
  ): Promise<Record<string, Tensor>> {
    const { described, parts } = encodeTensors(feeds);
    let answer: Frame;
    try {
      answer = await this.worker.ask({ type: 'score', columns: described, fetches }, parts, RUN_LIMIT);
    } catch (error) {
      throw error instanceof WorkerEnded ? endedFailure(error) : error;
    }
    if (answer.header['type'] === 'scored') return decodeTensors(answer);
    this.logRaised(String(answer.header['error']), String(answer.header['traceback']));
    throw raised(answer);
  }

  /** Rows that are refused together are tried apart: the same traceback is not told again and again. */
  private logRaised(error: string, traceback: string): void {
    const isNew = traceback !== this.lastTraceback;
    this.lastTraceback = traceback;
    this.log.error('The model raised', { error, traceback: isNew ? traceback : 'as before' });
  }

  release(): Promise<void> {
    this.released = true;
    return this.worker.end();
  }
}

/** A column as a worker takes it: exactly, and with a value for null where it may be null. */
function inputOf({ name, kind, nullable, required }: NamedColumn): GraphValue {
  const shape = [null];
  if (kind === 'string') return { name, type: 'string', shape, nullText: NULL_TEXT };
  if (kind === 'number' || nullable || !required) return { name, type: 'float64', shape };
  return { name, type: kind === 'integer' ? 'int64' : 'bool', shape };
}

function outputsOf(outputs: unknown): GraphValue[] {
  const list: unknown[] = Array.isArray(outputs) ? outputs : [];
  return list
    .filter(isRecord)
    .map((output) => ({ name: String(output['name']), type: String(output['type']), shape: [null] }));
}
