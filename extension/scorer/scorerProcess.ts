import { Cancelled, Failure } from '../../contract/failure';
import type { ScorerToOwner } from '../../contract/scorerMessages';
import type { ModelName } from '../../contract/scoring';
import { isRecord } from '../../contract/version';
import { deferred } from '../processes/deferred';
import { startNodeChild, type Exit } from '../processes/nodeChild';

/** How long a scorer may take until its model answers, in milliseconds. */
const START_LIMIT = 60_000;

export type ServedModel = ModelName & { digest: string };

export interface ScorerOptions {
  /** The bundled scorer. */
  script: string;
  /** The project's folder, by which the process can be told from others. */
  project: string;
  /** The folder that holds model.json, or an ONNX file. */
  artefact: string;
  /** The interpreter that serves a model with the runtime `python`. */
  python?: string | undefined;
  /** 0 takes a free port. */
  port: number;
  /** Each line of its log: JSON with time, level and message. */
  onLog: (line: string) => void;
  /** A new model answers, after the artefact changed. */
  onModel?: (model: ServedModel) => void;
  /** The newest artefact was refused; the model before it goes on answering. */
  onRefused?: (failure: Failure) => void;
  signal?: AbortSignal;
}

export interface Scorer {
  url: string;
  port: number;
  pid: number;
  model: ServedModel;
  exited: Promise<Exit>;
  stop: () => Promise<Exit>;
}

/**
 * Starts a scorer as a child process and waits until its model answers.
 *
 * @throws Failure that names the file or port and the next step; Cancelled when the signal aborts. Either way the
 *   process has ended by then.
 */
export async function startScorer(options: ScorerOptions): Promise<Scorer> {
  if (options.signal?.aborted) throw new Cancelled();
  const start = deferred<Omit<Scorer, 'exited' | 'stop' | 'pid'>>();
  let port = 0;
  let started = false;
  const hear = (message: ScorerToOwner): void => {
    switch (message.type) {
      case 'listening':
        port = message.port;
        return;
      case 'model':
        if (started) options.onModel?.(message.model);
        started = true;
        start.resolve({ url: `http://127.0.0.1:${port}`, port, model: message.model });
        return;
      case 'refused':
      case 'failed': {
        const failure = new Failure(message.code, message.message, message.next);
        if (started) options.onRefused?.(failure);
        start.reject(failure);
      }
    }
  };
  const child = startNodeChild({
    script: options.script,
    args: [
      ...['--artefact', options.artefact, '--port', String(options.port)],
      ...(options.python === undefined ? [] : ['--python', options.python]),
    ],
    project: options.project,
    onMessage: (message) => {
      if (isScorerMessage(message)) hear(message);
    },
    onLine: options.onLog,
  });
  void child.exited.then((exit) => start.reject(endedEarly(exit)));
  try {
    const running = await orderly(start.promise, options.signal);
    return { ...running, pid: child.pid, exited: child.exited, stop: child.stop };
  } catch (error) {
    await child.stop();
    throw error;
  }
}

/** What `start` gives, unless the signal aborts or the time is up first. */
async function orderly<T>(start: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  const stop = deferred<never>();
  const cancel = (): void => stop.reject(new Cancelled());
  const timer = setTimeout(() => stop.reject(tooSlow()), START_LIMIT);
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await Promise.race([start, stop.promise]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}

/** Says how a scorer ended that nobody stopped. */
export function endedEarly({ code, signal }: Exit): Failure {
  const how = signal === null ? `exit status ${code ?? 'unknown'}` : `signal ${signal}`;
  return new Failure(
    'scorer-ended',
    `The scorer ended unexpectedly (${how}).`,
    'Read its log and start it again.',
  );
}

function tooSlow(): Failure {
  const message = `The scorer's model did not answer within ${START_LIMIT / 1000} seconds.`;
  return new Failure('scorer-slow', message, 'Read its log and start it again.');
}

function isScorerMessage(message: unknown): message is ScorerToOwner {
  return isRecord(message) && ['listening', 'model', 'refused', 'failed'].includes(message['type'] as string);
}
