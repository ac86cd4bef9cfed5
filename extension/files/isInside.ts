import path from 'node:path';

/** Whether a path is a folder itself or lies in it. Both absolute, and as they really are, through all links. */
export function isInside(folder: string, file: string): boolean {
  return file === folder || file.startsWith(folder + path.sep);
}
