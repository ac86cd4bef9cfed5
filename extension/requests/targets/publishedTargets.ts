import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../../contract/failure';
import { ARTEFACT_FILE } from '../../../contract/readArtefact';
import type { TesterTarget } from '../../../contract/testerMessages';
import { EntryFiles, type Stored } from '../../files/entryFiles';
import { exists } from '../../files/exists';
import { normalizedName } from '../../packageIndex/packageName';
import type { ModelProject, Project } from '../../projects/project';
import type { StartScorer } from '../../scorer/scorer';
import { Scorers } from '../../scorer/scorers';
import type { Destination } from '../exchange';
import { artefactFolder, idOf, readPublishedVersion, type PublishedVersion } from './publishedVersion';
import { lookOfScorer } from './scorerLook';
import type { Ending, TargetSource } from './target';

const NAME = 'published';

export interface PublishedOptions {
  /** Where it is kept which versions were added, a file each, and their artefacts, a folder each. */
  folder: string;
  /** What a version is called. */
  title: (version: PublishedVersion) => string;
  /** Fetches the artefact of a version again. Throws Failure or Cancelled. */
  fetch: (version: PublishedVersion, signal: AbortSignal) => Promise<unknown>;
  start: StartScorer;
  onLog: (project: Project, line: string) => void;
  /** The scorer of a version ended and nobody had stopped it. */
  onCrash: (version: PublishedVersion) => void;
}

/**
 * Published versions of model packages as targets of the project that publishes them: each has a scorer of its own, a
 * child process, which serves the artefact out of the version's wheel. The artefacts lie in a cache, and are fetched
 * again where that was emptied.
 */
export class PublishedTargets implements TargetSource {
  readonly name = NAME;
  private readonly files: EntryFiles<PublishedVersion>;
  private readonly scorers: Scorers;
  private readonly listeners = new Set<() => void>();
  private stored: readonly Stored<PublishedVersion>[] = [];

  constructor(private readonly options: PublishedOptions) {
    this.files = new EntryFiles(options.folder, readPublishedVersion);
    const start: StartScorer = async (project, port, events, signal) => {
      const version = this.served(project);
      if (version && !(await exists(path.join(project.artefact, ARTEFACT_FILE)))) {
        await options.fetch(version, signal);
      }
      return options.start(project, port, events, signal);
    };
    this.scorers = new Scorers({
      // A version is never asked for in a container.
      kinds: { process: start, container: start },
      port: () => 0,
      onDidChange: () => this.changed(),
      onLog: options.onLog,
      onCrash: (project) => {
        const version = this.served(project);
        if (version) options.onCrash(version);
      },
      onRefused: () => undefined,
    });
  }

  /** Reads the files anew: another window may have added or removed one. */
  async refresh(): Promise<void> {
    this.stored = await this.files.all();
    this.changed();
  }

  list(project: Project): TesterTarget[] {
    const own = normalizedName(project.packageName);
    return this.stored
      .filter(({ entry }) => entry.package === own)
      .map(({ id, entry }) => ({
        id: `${NAME}.${id}`,
        title: this.options.title(entry),
        detail: entry.index,
        ...lookOfScorer(this.scorers.state(this.scored(entry))),
      }));
  }

  /** The version that a target is; undefined for another target, and one that is gone. */
  get(id: string): PublishedVersion | undefined {
    return this.stored.find((each) => `${NAME}.${each.id}` === id)?.entry;
  }

  /** Adds a version, and gives the id of its target. */
  async add(version: PublishedVersion): Promise<string> {
    const id = idOf(version);
    await this.files.write(id, version);
    await this.refresh();
    return `${NAME}.${id}`;
  }

  /** Ends the scorer of a version and forgets the version, with its artefact. */
  async remove(id: string): Promise<void> {
    const version = this.get(id);
    if (!version) return;
    await this.scorers.stop(this.scored(version));
    await this.files.remove(idOf(version));
    await this.refresh();
    const isShared = this.stored.some(({ entry }) => entry.sha256 === version.sha256);
    if (!isShared) {
      await rm(artefactFolder(this.options.folder, version), { recursive: true, force: true, maxRetries: 3 });
    }
  }

  /** @throws Failure `target-gone`, what fetching and starting throw; Cancelled. */
  async reach(id: string, _project: Project, signal: AbortSignal): Promise<Destination> {
    const version = this.get(id);
    if (!version) throw new Failure('target-gone', 'The target was removed.', 'Choose another target.');
    return { url: await this.scorers.start(this.scored(version), { kind: 'process', signal }) };
  }

  onDidChange(listener: () => void): Ending {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  /** Resolves when every scorer has ended. */
  stopAll(): Promise<void> {
    return this.scorers.stopAll();
  }

  /** What a scorer is started for: the artefact alone, without the rest of a project. */
  private scored(version: PublishedVersion): ModelProject {
    const folder = artefactFolder(this.options.folder, version);
    const name = `${version.package} ${version.version}`;
    return { kind: 'model', name, packageName: version.package, folder, artefact: folder };
  }

  private served({ folder }: Project): PublishedVersion | undefined {
    return this.stored.find(({ entry }) => artefactFolder(this.options.folder, entry) === folder)?.entry;
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}
