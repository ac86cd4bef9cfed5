import { Failure } from '../../../contract/failure';
import type { TesterTarget } from '../../../contract/testerMessages';
import { isRecord } from '../../../contract/version';
import type { Project } from '../../projects/project';
import type { Destination } from '../exchange';
import type { ChoiceMemory, Ending, TargetSource } from './target';

const CHOICES = 'bellhop.targets.chosen';

/**
 * Every target that a request can go to, from all sources, and which of them is the chosen one of each project. The choice
 * survives a reload; where its target is gone, the first in the list is the chosen one.
 */
export class Targets {
  private readonly sources: TargetSource[] = [];
  private readonly endings: Ending[] = [];
  private readonly listeners = new Set<() => void>();
  /** The folders of projects for which a target is being started here: that chooses nothing. */
  private readonly reaching = new Map<string, number>();

  constructor(private readonly memory: ChoiceMemory) {}

  /** Adds a source; its targets stand in the picker after those of the sources before it. */
  register(source: TargetSource): void {
    this.sources.push(source);
    this.endings.push(source.onDidChange(() => this.changed()));
    const started = source.onDidStart?.((folder, id) => {
      if (!this.reaching.has(folder)) this.remember(folder, id);
    });
    if (started) this.endings.push(started);
  }

  onDidChange(listener: () => void): Ending {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  /** In the order of the picker. */
  list(project: Project): TesterTarget[] {
    return this.sources.flatMap((source) => source.list(project));
  }

  /** The target with an id; undefined where it is gone. */
  find(project: Project, id: string): TesterTarget | undefined {
    return this.list(project).find((target) => target.id === id);
  }

  /** The chosen target; undefined where there is none at all. */
  chosen(project: Project): TesterTarget | undefined {
    const targets = this.list(project);
    const id = this.choices()[project.folder];
    return targets.find((target) => target.id === id) ?? targets[0];
  }

  /**
   * Chooses a project's target and looks whether it is there.
   *
   * @throws Failure `target-gone`.
   */
  async choose(project: Project, id: string): Promise<void> {
    if (!this.find(project, id)) throw gone();
    this.remember(project.folder, id);
    await this.look(project, id);
  }

  /** Looks whether a target is there, where its state does not tell itself. */
  async look(project: Project, id: string): Promise<void> {
    await this.sourceOf(id)?.look?.(id, project);
  }

  /** Looks whether each of a project's targets is there. */
  async lookAtAll(project: Project): Promise<void> {
    await Promise.all(this.list(project).map(({ id }) => this.look(project, id)));
  }

  /**
   * Where requests to a target go; it is started where that is needed.
   *
   * @param id the chosen one where it is absent.
   * @throws Failure `target-gone`, or why it cannot be had; Cancelled.
   */
  async reach(project: Project, signal: AbortSignal, id = this.chosen(project)?.id): Promise<Destination> {
    const source = id === undefined ? undefined : this.sourceOf(id);
    if (id === undefined || !source || !this.find(project, id)) throw gone();
    const { folder } = project;
    this.reaching.set(folder, (this.reaching.get(folder) ?? 0) + 1);
    try {
      return await source.reach(id, project, signal);
    } finally {
      const left = (this.reaching.get(folder) ?? 1) - 1;
      if (left > 0) this.reaching.set(folder, left);
      else this.reaching.delete(folder);
    }
  }

  dispose(): void {
    for (const ending of this.endings) ending.dispose();
    this.listeners.clear();
  }

  private sourceOf(id: string): TargetSource | undefined {
    const [first] = id.split('.');
    return this.sources.find(({ name }) => name === first);
  }

  private choices(): Record<string, unknown> {
    const kept = this.memory.get(CHOICES);
    return isRecord(kept) ? kept : {};
  }

  private remember(folder: string, id: string): void {
    if (this.choices()[folder] === id) return;
    void this.memory.update(CHOICES, { ...this.choices(), [folder]: id });
    this.changed();
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}

function gone(): Failure {
  return new Failure('target-gone', 'The target is not there any more.', 'Choose another target.');
}
