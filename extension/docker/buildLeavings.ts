import type Docker from 'dockerode';
import { isNotFound, statusOf } from './engineFailure';

/** What a build that did not come to its end may have left on the engine. */
export interface Leavings {
  /** Ids of the containers in which steps ran, in order. */
  containers: string[];
  /** Ids of the images that steps made and that were not there before, in order. */
  images: string[];
  /** The image on which the step that ran last began. */
  parent: string | undefined;
}

/** How long the engine may take to give up a step, in milliseconds. */
const PATIENCE = 15_000;
const PAUSE = 100;

/**
 * Removes what a build left: the engine hears of the end of the connection late, and keeps the images of the steps before.
 * It does what it can: an engine that does not answer any more keeps them.
 */
export async function removeLeavings(docker: Docker, leavings: Leavings): Promise<void> {
  const { containers, images, parent } = leavings;
  try {
    const last = containers.at(-1);
    if (last !== undefined) await removeContainer(docker, last);
    const late = parent === undefined ? [] : await childrenOf(docker, parent);
    for (const id of [...late, ...images.toReversed()]) {
      // Where another build uses it as a base by now, it is not ours alone.
      await unless([404, 409], docker.getImage(id).remove({ noprune: true }));
    }
  } catch (error) {
    if (statusOf(error) !== undefined) throw error;
  }
}

/** Removes the container of a step, whether the engine is just about to do the same or not. */
async function removeContainer(docker: Docker, id: string): Promise<void> {
  const container = docker.getContainer(id);
  const deadline = Date.now() + PATIENCE;
  do {
    await unless([404, 409], container.remove({ force: true, v: true }));
    try {
      await container.inspect();
    } catch (error) {
      if (isNotFound(error)) return;
      throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  } while (Date.now() < deadline);
}

/** Images without a name that were made on another one within the last minute: by the step that was being ended. */
async function childrenOf(docker: Docker, parent: string): Promise<string[]> {
  const all = await docker.listImages({ all: true });
  const since = Date.now() / 1000 - 60;
  return all
    .filter(({ ParentId, RepoTags, Created }) => {
      const isNamed = (RepoTags ?? []).some((name) => name !== '<none>:<none>');
      return ParentId.replace('sha256:', '').startsWith(parent) && !isNamed && Created >= since;
    })
    .map(({ Id }) => Id);
}

async function unless(statuses: readonly number[], work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!statuses.includes(statusOf(error) ?? 0)) throw error;
  }
}
