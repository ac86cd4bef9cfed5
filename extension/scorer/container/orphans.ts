import type Docker from 'dockerode';
import { isGone, thisOwner, type Owner } from '../../processes/owner';
import { readLabels, SCORER_FILTER } from './labels';
import { removeContainer, removeVolume } from './removeContainer';

/** A scorer's container or volume whose owner is gone. */
export interface Orphan {
  kind: 'container' | 'volume';
  name: string;
  /** The folder of the project that it was started for. */
  project: string;
}

/** The names of the containers that this process uses or is about to make. */
const inUse = new Set<string>();

/** A container of this process: from before it is made until it is removed. */
export const ownContainers = {
  add: (name: string): void => void inUse.add(name),
  remove: (name: string): void => void inUse.delete(name),
};

/**
 * Finds the scorers' containers and volumes on an engine that nobody uses any more: their owner, a process of this
 * machine, has ended, or is this process, which does not know them any more. Those of other windows and of other
 * machines are not among them.
 */
export async function findOrphans(docker: Docker): Promise<Orphan[]> {
  const here = thisOwner();
  const filters = JSON.stringify(SCORER_FILTER);
  const containers = (await docker.listContainers({ all: true, filters })).map(
    ({ Names, Labels, Mounts }) => ({
      kind: 'container' as const,
      name: (Names[0] ?? '').replace(/^\//, ''),
      labels: Labels,
      volumes: Mounts.flatMap(({ Name }) => (Name === undefined ? [] : [Name])),
    }),
  );
  const mounted = new Set(containers.flatMap(({ volumes }) => volumes));
  const { Volumes } = await docker.listVolumes({ filters });
  const volumes = Volumes.filter(({ Name }) => !mounted.has(Name)).map(({ Name, Labels }) => ({
    kind: 'volume' as const,
    name: Name,
    labels: Labels,
  }));
  return [...containers, ...volumes].flatMap(({ kind, name, labels }) => {
    const read = readLabels(labels);
    if (!read || !isOrphaned(read.owner, here, name)) return [];
    return [{ kind, name, project: read.project }];
  });
}

/** Says what was left, and how to remove it by Docker's own means. */
export function orphanWords(orphans: readonly Orphan[]): string {
  const of = (kind: Orphan['kind']): string[] =>
    orphans.filter((orphan) => orphan.kind === kind).map(({ name }) => name);
  const [containers, volumes] = [of('container'), of('volume')];
  const commands = [
    ...(containers.length > 0 ? [`docker rm --force --volumes ${containers.join(' ')}`] : []),
    ...(volumes.length > 0 ? [`docker volume rm ${volumes.join(' ')}`] : []),
  ];
  return `Left behind by scorers that ended without cleaning up; to remove: ${commands.join('; ')}`;
}

/** Removes orphans. */
export async function removeOrphans(docker: Docker, orphans: readonly Orphan[]): Promise<void> {
  for (const { kind, name } of orphans) {
    if (kind === 'container') await removeContainer(docker, name, undefined);
    else await removeVolume(docker, name);
  }
}

function isOrphaned(owner: Owner, here: Owner, name: string): boolean {
  const isOwn = owner.host === here.host && owner.pid === here.pid && owner.started === here.started;
  // A volume of this process's own has no name that is known before: it may belong to a container that comes.
  return isOwn ? name.startsWith(CONTAINER_PREFIX) && !inUse.has(name) : isGone(owner, here);
}

/** What the names of the containers begin with. */
export const CONTAINER_PREFIX = 'bellhop-scorer-';
