import { buildWords } from '../../docker/buildWords';
import { findEngine } from '../../docker/findEngine';
import type { ModelProject } from '../../projects/project';
import type { Scorer, ScorerEvents } from '../scorer';
import type { ContainerLimits } from './createOptions';
import { findOrphans, type Orphan } from './orphans';
import { ensureScorerImage, type ImageSettings } from './scorerImage';
import { startScorerContainer } from './scorerContainer';

/** What a person chose about scorers in containers. */
export interface ContainerSettings {
  /** The address of the engine; empty where nothing is chosen. */
  host: string;
  image: ImageSettings;
  limits: ContainerLimits;
}

export interface StartInContainerOptions {
  /** Bellhop's own root. */
  root: string;
  project: ModelProject;
  /** 0 takes a free one. */
  port: number;
  settings: ContainerSettings;
  events: ScorerEvents;
  /** Scorers' containers and volumes that nobody uses any more were found on the engine. */
  onOrphans: (orphans: readonly Orphan[]) => void;
  signal: AbortSignal;
}

/**
 * Starts a project's scorer in a container: finds the engine, sees to the image, starts, and then looks for what others
 * left behind.
 *
 * @throws what `findEngine` and `startScorerContainer` throw.
 */
export async function startInContainer(options: StartInContainerOptions): Promise<Scorer> {
  const { root, project, port, settings, events, onOrphans, signal } = options;
  events.onProgress('Looking for a Docker engine');
  const engine = await findEngine({ setting: settings.host, signal });
  events.onProgress(`${engine.name} at ${engine.host}`);
  const onEvent = buildWords({ onProgress: events.onProgress, onOutput: events.onLog });
  const scorer = await startScorerContainer({
    engine,
    image: () => ensureScorerImage(engine, { root, settings: settings.image, onEvent, signal }),
    project: project.folder,
    artefact: project.artefact,
    port,
    limits: settings.limits,
    events,
    signal,
  });
  // The scorer serves already: what others left is no reason to fail.
  const orphans = await findOrphans(engine.docker).catch((): Orphan[] => []);
  if (orphans.length > 0) onOrphans(orphans);
  return scorer;
}
