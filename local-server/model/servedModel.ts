import { setTimeout as delay } from 'node:timers/promises';
import { Failure, reason } from '../../contract/failure';
import type { ModelName, Readiness } from '../../contract/scoring';
import { build } from '../../contract/build';
import type { Runtimes } from '../engine/runtimes';
import type { Log } from '../log';
import { Backoff } from '../backoff';
import { isUnfinished, readPlace, type ArtefactFolder, type ArtefactPlace } from './artefactFolder';
import { Model } from './model';

/** Training writes the files one after the other: until this long after the last change they may not fit. */
const GRACE_MILLISECONDS = 1000;

export interface ServedModelEvents {
  onModel(model: ModelName & { digest: string }): void;
  onRefused(failure: Failure): void;
  /** The graph was run once, on so many rows. */
  onRun?(rows: number): void;
}

/**
 * The model that answers. `refresh` loads the newest artefact beside it and swaps; an artefact that is refused leaves
 * the model before it in place.
 */
export class ServedModel {
  private current: Model | undefined;
  private refusal: Failure | undefined;
  private refreshing: Promise<void> | undefined;
  private again = false;
  private grace: NodeJS.Timeout | undefined;
  private closed = false;
  private stopping = false;
  /** Why the current model cannot score: it is being loaded again. */
  private outage: Failure | undefined;
  private revival: Promise<void> | undefined;
  private readonly backoff = new Backoff();
  private readonly closing = new AbortController();

  constructor(
    private readonly place: ArtefactPlace,
    private readonly runtimes: Runtimes,
    private readonly log: Log,
    private readonly events: ServedModelEvents,
  ) {}

  /** The model of this moment. Who awaits anything with it enters it before and leaves it after. */
  get model(): Model | undefined {
    return this.current;
  }

  /** From now on the scorer is not ready: who balances load sends it nothing more. */
  beginStopping(): void {
    this.stopping = true;
  }

  readiness(): Readiness {
    if (this.stopping) return { status: 'stopping', build };
    if (this.outage) {
      return { status: 'loading', build, reason: `${this.outage.message} ${this.outage.next}` };
    }
    const reasonOf = this.refusal ? { reason: `${this.refusal.message} ${this.refusal.next}` } : {};
    if (this.current) return { status: 'ready', model: nameOf(this.current), build, ...reasonOf };
    return { status: this.refusal ? 'failed' : 'loading', build, ...reasonOf };
  }

  /** Looks at the folder anew; resolves when a look that began after this call is over. */
  async refresh(): Promise<void> {
    if (this.refreshing) {
      this.again = true;
      return this.refreshing;
    }
    this.refreshing = this.refreshUntilSettled();
    try {
      await this.refreshing;
    } finally {
      this.refreshing = undefined;
    }
  }

  /** Serves no model until the next `refresh`, which a change of the artefact brings about too. */
  async unload(): Promise<void> {
    const before = this.current;
    this.take(undefined);
    this.refusal = new Failure(
      'model-unloaded',
      'The model was unloaded over HTTP.',
      'Load it again over HTTP, or train the model again.',
    );
    this.log.info('Model unloaded', { digest: before?.digest });
    await before?.retire();
  }

  /** Ends refreshing and releases the model after the last request that uses it. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.grace);
    this.closing.abort();
    await this.refreshing;
    await this.revival;
    await this.current?.retire();
    this.take(undefined);
  }

  private async refreshUntilSettled(): Promise<void> {
    clearTimeout(this.grace);
    do {
      this.again = false;
      await this.refreshOnce(false);
    } while (this.isAskedAgain());
  }

  private isAskedAgain(): boolean {
    return this.again && !this.closed;
  }

  private async refreshOnce(settled: boolean): Promise<void> {
    try {
      await this.load();
      this.refusal = undefined;
    } catch (error) {
      const failure = asFailure(error);
      if (this.current && !settled && isUnfinished(failure)) {
        this.grace = setTimeout(() => void this.refreshSettled(), GRACE_MILLISECONDS);
        return;
      }
      this.refuse(failure);
    }
  }

  private async refreshSettled(): Promise<void> {
    if (this.refreshing || this.closed) return;
    this.refreshing = this.refreshOnce(true);
    await this.refreshing;
    this.refreshing = undefined;
    if (this.again) await this.refresh();
  }

  private async load(): Promise<void> {
    const started = performance.now();
    const folder = await readPlace(this.place, this.current?.isDescribed !== true);
    if (folder.digest === this.current?.digest) return;
    const model = await this.loadFrom(folder);
    const before = this.current;
    this.take(model);
    const { engine } = this.runtimes;
    this.log.info('Model loaded', {
      ...nameOf(model),
      engine: model.artefact.runtime === 'python' ? 'python' : engine.name,
      milliseconds: Math.round(performance.now() - started),
    });
    if (model.unwarmed !== undefined) {
      this.log.warn(
        'The model refuses rows of zeros and empty texts, so that no row was scored with it yet',
        {
          reason: reason(model.unwarmed),
        },
      );
    }
    this.events.onModel(nameOf(model));
    await before?.retire();
  }

  private async loadFrom(folder: ArtefactFolder): Promise<Model> {
    const model = await Model.load(folder, this.runtimes, (rows) => this.events.onRun?.(rows));
    const started = performance.now();
    void model.ended?.then((failure) => {
      if (this.current !== model || this.closed) return;
      this.outage = failure;
      this.revival = this.revive(model, folder, performance.now() - started);
    });
    return model;
  }

  /** From now on this model answers. */
  private take(model: Model | undefined): void {
    this.current = model;
    this.outage = undefined;
  }

  /** Loads a model again that can score no more, until that succeeds or another one has taken its place. */
  private async revive(dead: Model, folder: ArtefactFolder, lived: number): Promise<void> {
    const isOver = (): boolean => this.current !== dead || this.closed;
    for (let wait = this.backoff.next(lived); ; wait = this.backoff.next(0)) {
      const { message = '', code } = this.outage ?? {};
      this.log.error('Model down', { code, reason: message, again_in_milliseconds: wait });
      await delay(wait, undefined, { signal: this.closing.signal }).catch(() => undefined);
      if (isOver()) return;
      try {
        const model = await this.loadFrom(folder);
        if (isOver()) await model.retire();
        else {
          this.take(model);
          this.log.info('Model loaded again', { ...nameOf(model) });
          await dead.retire();
        }
        return;
      } catch (error) {
        if (isOver()) return;
        this.outage = asFailure(error);
      }
    }
  }

  private refuse(failure: Failure): void {
    const known = this.refusal?.message === failure.message;
    this.refusal = failure;
    if (known) return;
    const { code, message, next } = failure;
    this.log.warn('Artefact refused', { code, reason: message, next, serving: this.current?.digest ?? null });
    this.events.onRefused(failure);
  }
}

function nameOf({ artefact, digest }: Model): ModelName & { digest: string } {
  return { name: artefact.name, version: artefact.version, digest };
}

function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  return new Failure(
    'artefact-unreadable',
    `The artefact cannot be loaded: ${reason(error)}`,
    'Train the model again, or restore the artefact from git.',
    { cause: error },
  );
}
