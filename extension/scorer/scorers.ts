import { Cancelled, Failure, reason } from '../../contract/failure';
import type { Project } from '../projects/project';
import { endedEarly, startScorer, type Scorer, type ServedModel } from './scorerProcess';

export type ScorerState =
  | { status: 'stopped' }
  | { status: 'starting' }
  | { status: 'running'; url: string; port: number; model: ServedModel }
  | { status: 'failed'; failure: Failure };

export interface ScorersOptions {
  /** The bundled scorer. */
  script: string;
  /** The port for a project's scorer; 0 takes a free one. */
  port: (project: Project) => number;
  /** The interpreter of a project whose model needs one; see `servingPython`. */
  python: (project: Project, signal: AbortSignal) => Promise<string | undefined>;
  onDidChange: (project: Project) => void;
  onLog: (project: Project, line: string) => void;
  /** It ended and nobody had stopped it. */
  onCrash: (project: Project, failure: Failure) => void;
  /** The newest artefact was refused; the model before it goes on answering. */
  onRefused: (project: Project, failure: Failure) => void;
}

interface Entry {
  state: ScorerState;
  starting?: Promise<Scorer>;
  scorer?: Scorer;
  cancel?: AbortController;
}

/** The scorers of this window, one a project: starts, joins and stops them, and knows the state of each. */
export class Scorers {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly options: ScorersOptions) {}

  state(project: Project): ScorerState {
    return this.entries.get(project.folder)?.state ?? { status: 'stopped' };
  }

  /**
   * Gives the URL of the project's scorer, starting it where it does not run. Whoever asks while it starts waits for
   * the same start.
   *
   * @throws Failure where it cannot serve; Cancelled when it is stopped or the signal aborts meanwhile.
   */
  async start(project: Project, signal?: AbortSignal): Promise<string> {
    const entry = this.entry(project);
    if (entry.scorer) return entry.scorer.url;
    entry.starting ??= this.begin(project, entry);
    const cancel = (): void => entry.cancel?.abort();
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted) cancel();
    try {
      return (await entry.starting).url;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** Stops the project's scorer and resolves when its process has ended. */
  async stop(project: Project): Promise<void> {
    const entry = this.entry(project);
    await end(entry);
    this.set(project, entry, { status: 'stopped' });
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.entries.values()].map(end));
  }

  private entry(project: Project): Entry {
    const known = this.entries.get(project.folder);
    if (known) return known;
    const entry: Entry = { state: { status: 'stopped' } };
    this.entries.set(project.folder, entry);
    return entry;
  }

  private async begin(project: Project, entry: Entry): Promise<Scorer> {
    const { options } = this;
    const cancel = new AbortController();
    entry.cancel = cancel;
    this.set(project, entry, { status: 'starting' });
    try {
      const scorer = await startScorer({
        script: options.script,
        project: project.folder,
        artefact: project.artefact,
        python: await options.python(project, cancel.signal),
        port: options.port(project),
        onLog: (line) => options.onLog(project, line),
        onModel: (model) => this.running(project, entry, model),
        onRefused: (failure) => options.onRefused(project, failure),
        signal: cancel.signal,
      });
      entry.scorer = scorer;
      this.running(project, entry, scorer.model);
      void scorer.exited.then((exit) => {
        if (entry.scorer !== scorer) return;
        delete entry.scorer;
        const failure = endedEarly(exit);
        this.set(project, entry, { status: 'failed', failure });
        options.onCrash(project, failure);
      });
      return scorer;
    } catch (error) {
      this.set(project, entry, error instanceof Cancelled ? { status: 'stopped' } : failed(error));
      throw error;
    } finally {
      delete entry.starting;
      delete entry.cancel;
    }
  }

  private running(project: Project, entry: Entry, model: ServedModel): void {
    if (!entry.scorer) return;
    const { url, port } = entry.scorer;
    this.set(project, entry, { status: 'running', url, port, model });
  }

  private set(project: Project, entry: Entry, state: ScorerState): void {
    entry.state = state;
    this.options.onDidChange(project);
  }
}

/** Ends a scorer that runs or starts. */
async function end(entry: Entry): Promise<void> {
  entry.cancel?.abort();
  await entry.starting?.catch(() => undefined);
  const { scorer } = entry;
  delete entry.scorer;
  await scorer?.stop();
}

function failed(error: unknown): ScorerState {
  const failure =
    error instanceof Failure
      ? error
      : new Failure('scorer-failed', `The scorer could not start: ${reason(error)}`, 'Read its log.');
  return { status: 'failed', failure };
}
