import { Cancelled, Failure } from '../../contract/failure';
import type { ScorerToOwner } from '../../contract/scorerMessages';
import { isRecord } from '../../contract/version';
import { deferred } from '../processes/deferred';
import { startNodeChild, type Exit } from '../processes/nodeChild';
import type { Scorer, ScorerEvents } from './scorer';
import { startWithin } from './startWithin';

export interface ScorerOptions extends Partial<Omit<ScorerEvents, 'onProgress'>> {
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
  signal?: AbortSignal;
}

/**
 * Starts a scorer as a child process and waits until its model answers.
 *
 * @throws Failure that names the file or port and the next step; Cancelled when the signal aborts. Either way the
 *   process has ended by then.
 */
export async function startScorer(options: ScorerOptions): Promise<Scorer & { pid: number }> {
  if (options.signal?.aborted) throw new Cancelled();
  const start = deferred<Pick<Scorer, 'url' | 'port' | 'model'>>();
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
    onLine: (line) => options.onLog?.(line),
  });
  const ended = child.exited.then(endedEarly);
  void ended.then(start.reject);
  const stop = async (): Promise<void> => {
    await child.stop();
  };
  try {
    const running = await startWithin(start.promise, options.signal);
    return { ...running, pid: child.pid, ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Says how a scorer ended that nobody stopped. */
function endedEarly({ code, signal }: Exit): Failure {
  const how = signal === null ? `exit status ${code ?? 'unknown'}` : `signal ${signal}`;
  return new Failure(
    'scorer-ended',
    `The scorer ended unexpectedly (${how}).`,
    'Read its log and start it again.',
  );
}

function isScorerMessage(message: unknown): message is ScorerToOwner {
  return isRecord(message) && ['listening', 'model', 'refused', 'failed'].includes(message['type'] as string);
}
