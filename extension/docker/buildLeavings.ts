import type Docker from 'dockerode';
import { statusOf } from './engineFailure';

/** What a build that did not come to its end may have left on the engine. */
export interface Leavings {
  /** Ids of the containers in which steps ran. */
  containers: string[];
  /** Ids of the images that steps made and that were not there before, in order. */
  images: string[];
}

/**
 * Removes what a build left: the images of its steps, and a container where the engine did not remove it itself. It does
 * what it can: an engine that does not answer any more keeps them.
 */
export async function removeLeavings(docker: Docker, { containers, images }: Leavings): Promise<void> {
  try {
    for (const id of containers) await unlessGone(docker.getContainer(id).remove({ force: true, v: true }));
    for (const id of images.toReversed()) await unlessGone(docker.getImage(id).remove({ noprune: true }));
  } catch (error) {
    if (statusOf(error) !== undefined) throw error;
  }
}

/** 409 says that it is being removed at this moment, or that another build stands on it by now. */
async function unlessGone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (statusOf(error) !== 404 && statusOf(error) !== 409) throw error;
  }
}
