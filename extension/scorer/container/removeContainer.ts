import type Docker from 'dockerode';
import { isNotFound, statusOf } from '../../docker/engineFailure';

/** How often and how long a container is tried to be removed whose engine is gone, in milliseconds. */
const RETRY = { every: 2000, within: 120_000 };
/** How long somebody else's removal may take, in milliseconds. */
const BUSY = 5000;

/** Removes a container, running or not, with its volume. One that is gone already is no error. */
export async function removeContainer(
  docker: Docker,
  name: string,
  volume: string | undefined,
): Promise<void> {
  await untilGone(() => docker.getContainer(name).remove({ force: true, v: true }));
  // Where somebody else removed the container, its volume stayed.
  if (volume !== undefined) await removeVolume(docker, volume);
}

/** Removes a volume. One that is gone already is no error. */
export async function removeVolume(docker: Docker, name: string): Promise<void> {
  await untilGone(() => docker.getVolume(name).remove());
}

/** Tries to remove what an engine left behind that is gone now, until it is back. Keeps no process from ending. */
export async function removeWhenBack(
  docker: Docker,
  name: string,
  volume: string | undefined,
): Promise<void> {
  const deadline = Date.now() + RETRY.within;
  while (Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, RETRY.every).unref());
    try {
      await removeContainer(docker, name, volume);
      return;
    } catch (error) {
      // It is back, and does not want to: what is left is found as an orphan.
      if (statusOf(error) !== undefined) return;
    }
  }
}

/** Asks until it is gone: 409 says that somebody else is removing it, or the container that uses it, at this moment. */
async function untilGone(remove: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + BUSY;
  for (;;) {
    try {
      await remove();
      return;
    } catch (error) {
      if (isNotFound(error)) return;
      if (statusOf(error) !== 409 || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
