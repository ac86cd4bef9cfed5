import { Cancelled, Failure, reason } from '../../contract/failure';
import type { ModelProject, Project } from '../projects/project';
import type { Scorer, ScorerEvents, ScorerKind, ServedModel, StartScorer } from './scorer';

export type ScorerState =
  | { status: 'stopped' }
  | { status: 'starting'; kind: ScorerKind }
  | ({ status: 'running'; kind: ScorerKind; model: ServedModel } & Pick<Scorer, 'url' | 'port' | 'engine'>)
  | { status: 'failed'; kind: ScorerKind; failure: Failure };

export interface ScorersOptions<P extends Project = ModelProject> {
  /** How each kind starts. */
  kinds: Readonly<Record<ScorerKind, StartScorer<P>>>;
  /** The port for a project's scorer; 0 takes a free one. */
  port: (project: Project) => number;
  onDidChange: (project: Project) => void;
  onLog: (project: Project, line: string) => void;
  /** It ended and nobody had stopped it. */
  onCrash: (project: Project, failure: Failure) => void;
  /** The newest artefact was refused; the model before it goes on answering. */
  onRefused: (project: Project, failure: Failure) => void;
}

export interface StartOptions {
  /** Of which kind it is to be, ending one of the other kind; where absent, whichever is there, else a child process. */
  kind?: ScorerKind;
  signal?: AbortSignal;
  /** Hears what a start that takes long is at. */
  onProgress?: ScorerEvents['onProgress'];
}

interface Entry {
  state: ScorerState;
  kind: ScorerKind;
  starting?: Promise<Scorer>;
  scorer?: Scorer;
  cancel?: AbortController;
}

/** The scorers of this window, or its APIs, one a project: starts, joins and stops them, and knows the state of each. */
export class Scorers<P extends Project = ModelProject> {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly options: ScorersOptions<P>) {}

  state(project: Project): ScorerState {
    return this.entries.get(project.folder)?.state ?? { status: 'stopped' };
  }

  /** The kind of the project's scorer, or of the one that ran last. */
  kind(project: Project): ScorerKind {
    return this.entry(project).kind;
  }

  /**
   * Gives the URL of the project's scorer, starting it where it does not run. Whoever asks while it starts waits for
   * the same start.
   *
   * @throws Failure where it cannot serve; Cancelled when it is stopped or the signal aborts meanwhile.
   */
  async start(project: P, options: StartOptions = {}): Promise<string> {
    const { kind, signal, onProgress = () => undefined } = options;
    const entry = this.entry(project);
    while (kind !== undefined && kind !== entry.kind && (entry.scorer ?? entry.starting)) await end(entry);
    if (entry.scorer) return entry.scorer.url;
    entry.starting ??= this.begin(project, entry, kind ?? 'process', onProgress);
    const cancel = (): void => entry.cancel?.abort();
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted) cancel();
    try {
      return (await entry.starting).url;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** Stops the project's scorer and resolves when it has ended. */
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
    const entry: Entry = { state: { status: 'stopped' }, kind: 'process' };
    this.entries.set(project.folder, entry);
    return entry;
  }

  private async begin(
    project: P,
    entry: Entry,
    kind: ScorerKind,
    onProgress: ScorerEvents['onProgress'],
  ): Promise<Scorer> {
    const { options } = this;
    const cancel = new AbortController();
    Object.assign(entry, { cancel, kind });
    this.set(project, entry, { status: 'starting', kind });
    const events: ScorerEvents = {
      onLog: (line) => options.onLog(project, line),
      onModel: (model) => this.running(project, entry, model),
      onRefused: (failure) => options.onRefused(project, failure),
      onProgress,
    };
    try {
      const scorer = await options.kinds[kind](project, options.port(project), events, cancel.signal);
      entry.scorer = scorer;
      this.running(project, entry, scorer.model);
      void scorer.ended.then((failure) => {
        if (entry.scorer !== scorer) return;
        delete entry.scorer;
        this.set(project, entry, { status: 'failed', kind, failure });
        options.onCrash(project, failure);
      });
      return scorer;
    } catch (error) {
      const state: ScorerState =
        error instanceof Cancelled
          ? { status: 'stopped' }
          : { status: 'failed', kind, failure: asFailure(error) };
      this.set(project, entry, state);
      throw error;
    } finally {
      delete entry.starting;
      delete entry.cancel;
    }
  }

  private running(project: Project, entry: Entry, model: ServedModel): void {
    if (!entry.scorer) return;
    const { url, port, engine } = entry.scorer;
    const { kind } = entry;
    this.set(project, entry, { status: 'running', kind, url, port, model, ...(engine && { engine }) });
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

function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  return new Failure('scorer-failed', `The scorer could not start: ${reason(error)}`, 'Read its log.');
}
