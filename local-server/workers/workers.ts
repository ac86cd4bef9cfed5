import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { Failure } from '../../contract/failure';
import type { ScorerToOwner } from '../../contract/scorerMessages';
import type { Log } from '../log';
import { Backoff } from '../backoff';
import { sumMetrics } from './sumMetrics';
import type { FirstToWorker, WorkerToFirst } from './workerMessages';

/** So long the numbers of a worker are waited for, in milliseconds. */
const METRICS_MILLISECONDS = 1000;
/** A worker that has been told to stop ends by itself within the drain and so many milliseconds, or is ended. */
const STOP_MILLISECONDS = 10_000;

type Message<Type extends ScorerToOwner['type']> = Extract<ScorerToOwner, { type: Type }>;

export interface WorkersContext {
  readonly log: Log;
  readonly drainMilliseconds: number;
  /** What all workers have come to is told once, as one scorer tells it. */
  readonly tell: (message: ScorerToOwner) => void;
}

interface Known {
  readonly started: number;
  listening?: Message<'listening'>;
  model?: Message<'model'>;
}

/**
 * Scorers that share one port, a process each, so that several cores score. This process accepts the connections and
 * hands them to the workers by turns; each worker loads and watches the artefact for itself. One that ends unasked is
 * replaced.
 */
export class Workers {
  private readonly known = new Map<Worker, Known>();
  private readonly questions = new Map<number, (worker: Worker, text: string) => void>();
  private readonly backoff = new Backoff();
  private lastQuestion = 0;
  private stopping = false;
  /** What was told last, by type. */
  private readonly told = new Map<string, string>();

  private constructor(
    private readonly count: number,
    private readonly context: WorkersContext,
  ) {}

  /**
   * Starts the workers: this program with these arguments.
   *
   * @returns when all of them listen.
   * @throws Failure of the first that cannot; the others have ended by then.
   */
  static async start(count: number, context: WorkersContext): Promise<Workers> {
    const workers = new Workers(count, context);
    try {
      await workers.startAll();
    } catch (error) {
      await workers.stop();
      throw error;
    }
    cluster.on('exit', (worker, code, signal) => workers.replace(worker, signal || `exit status ${code}`));
    return workers;
  }

  /** Each worker answers what runs and ends. */
  async stop(): Promise<void> {
    this.stopping = true;
    const limit = this.context.drainMilliseconds + STOP_MILLISECONDS;
    await Promise.all(
      [...this.known.keys()].map(async (worker) => {
        if (worker.isDead()) return;
        const end = setTimeout(() => worker.process.kill('SIGKILL'), limit);
        const exited = once(worker, 'exit');
        tellWorker(worker, { type: 'stop' });
        await exited;
        clearTimeout(end);
      }),
    );
  }

  private startAll(): Promise<void> {
    return new Promise((resolve, reject) => {
      for (let index = 0; index < this.count; index++) {
        const worker = this.fork();
        worker.on('message', (message: WorkerToFirst) => {
          if (message.type === 'failed') reject(new Failure(message.code, message.message, message.next));
          else if ([...this.known.values()].every(({ listening }) => listening)) resolve();
        });
        worker.once('exit', () => reject(endedEarly()));
      }
    });
  }

  private fork(): Worker {
    const worker = cluster.fork();
    this.known.set(worker, { started: performance.now() });
    worker.on('message', (message: WorkerToFirst) => this.hear(worker, message));
    return worker;
  }

  private hear(worker: Worker, message: WorkerToFirst): void {
    const known = this.known.get(worker);
    if (!known) return;
    switch (message.type) {
      case 'listening':
        known.listening = message;
        this.tellWhenAll('listening');
        return;
      case 'model':
        known.model = message;
        this.tellWhenAll('model');
        return;
      case 'refused':
        this.tellOnce(message);
        return;
      case 'failed':
        return;
      case 'all-metrics':
        void this.allMetrics().then((text) =>
          tellWorker(worker, { type: 'all-metrics', id: message.id, text }),
        );
        return;
      case 'own-metrics':
        this.questions.get(message.id)?.(worker, message.text);
    }
  }

  /** What all workers say alike is told. */
  private tellWhenAll(type: 'listening' | 'model'): void {
    const [first, ...others] = [...this.known.values()].map((known) => known[type]);
    const text = JSON.stringify(first);
    if (!first || others.some((other) => JSON.stringify(other) !== text)) return;
    if (type === 'model') this.told.delete('refused');
    this.tellOnce(first);
  }

  private tellOnce(message: ScorerToOwner): void {
    const text = JSON.stringify(message);
    if (this.told.get(message.type) === text) return;
    this.told.set(message.type, text);
    this.context.tell(message);
  }

  private async allMetrics(): Promise<string> {
    const id = (this.lastQuestion += 1);
    const texts = new Map<Worker, string>();
    const workers = [...this.known.keys()].filter((worker) => worker.isConnected());
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, METRICS_MILLISECONDS);
      this.questions.set(id, (worker, text) => {
        texts.set(worker, text);
        if (texts.size < workers.length) return;
        clearTimeout(timer);
        resolve();
      });
      for (const worker of workers) tellWorker(worker, { type: 'own-metrics', id });
    });
    this.questions.delete(id);
    return sumMetrics([...texts.values()]);
  }

  private replace(worker: Worker, how: string): void {
    const lived = performance.now() - (this.known.get(worker)?.started ?? 0);
    this.known.delete(worker);
    if (this.stopping) return;
    const milliseconds = this.backoff.next(lived);
    this.context.log.error('Worker ended', { pid: worker.process.pid, how, restart_in: milliseconds });
    setTimeout(() => {
      if (!this.stopping) this.fork();
    }, milliseconds);
  }
}

function tellWorker(worker: Worker, message: FirstToWorker): void {
  if (worker.isConnected()) worker.send(message);
}

function endedEarly(): Failure {
  return new Failure(
    'scorer-ended',
    'A worker of the scorer ended before it could listen.',
    'Read its log and start it again.',
  );
}
