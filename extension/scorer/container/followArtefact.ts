import { Failure, reason } from '../../../contract/failure';
import { artefactFiles, folderStamps, type ArtefactFiles } from './artefactFiles';

/** How often the folder is looked at, in milliseconds. */
const INTERVAL = 1000;

export interface FollowOptions {
  folder: string;
  /** The state of the folder that is copied already. */
  stamps: string;
  /** Takes a changed artefact; what it throws is tried again at the next look. */
  copy: (files: ArtefactFiles) => Promise<void>;
  /** What now lies there cannot be copied. */
  onRefused: (failure: Failure) => void;
}

/**
 * Copies the artefact again whenever it changes. One that is being written is left alone until it is whole, and told as
 * refused where it is not by the next look.
 *
 * @returns a function that ends it.
 */
export function followArtefact({ folder, stamps, copy, onRefused }: FollowOptions): () => void {
  let seen = stamps;
  let refused: string | undefined;
  let doubted: string | undefined;
  let isOver = false;
  let timer: NodeJS.Timeout;
  const look = async (): Promise<void> => {
    const now = await folderStamps(folder);
    if (now === seen) return;
    try {
      await copy(await artefactFiles(folder));
      [seen, refused, doubted] = [now, undefined, undefined];
    } catch (error) {
      const words = reason(error);
      if (error instanceof Failure && words === doubted && words !== refused) {
        refused = words;
        onRefused(error);
      }
      doubted = words;
    }
  };
  const next = (): void => {
    timer = setTimeout(() => {
      void look().finally(() => {
        if (!isOver) next();
      });
    }, INTERVAL);
  };
  next();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
