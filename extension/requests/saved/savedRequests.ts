import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure, reason } from '../../../contract/failure';
import {
  readSavedRequest,
  REQUESTS_FOLDER,
  SAVED_REQUEST_ENDING,
  type SavedRequest,
} from '../../../contract/savedRequest';

/** The absolute paths of a project's saved requests, in the order of their names. */
export async function savedRequestFiles(project: string): Promise<string[]> {
  const folder = path.join(project, REQUESTS_FOLDER);
  const names = await readdir(folder).catch((cause: unknown) => {
    if (isMissing(cause)) return [];
    const message = `${folder} could not be read: ${reason(cause)}.`;
    throw new Failure('requests-unreadable', message, 'Check the permissions of the folder.', { cause });
  });
  return names
    .filter((name) => name.endsWith(SAVED_REQUEST_ENDING))
    .sort()
    .map((name) => path.join(folder, name));
}

/** A saved request's file as people know it: `requests/city-driver.request.json`. */
export function shownFile(file: string): string {
  return `${REQUESTS_FOLDER}/${path.basename(file)}`;
}

export interface OpenedRequest {
  request: SavedRequest;
  /** The text of its file. */
  text: string;
}

/**
 * Reads a saved request.
 *
 * @throws Failure `request-unreadable`, and those of `readSavedRequest`.
 */
export async function openSavedRequest(file: string): Promise<OpenedRequest> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const message = `${shownFile(file)} could not be read: ${reason(cause)}.`;
    throw new Failure('request-unreadable', message, 'Check that the file is there.', { cause });
  });
  return { request: readSavedRequest(text, shownFile(file)), text };
}

/** The Failure of a project that has no saved request: a check that checks nothing must not pass. */
export function noRequests(project: string): Failure {
  return new Failure(
    'no-requests',
    `${path.join(project, REQUESTS_FOLDER)} holds no saved request (a file whose name ends in ${SAVED_REQUEST_ENDING}).`,
    'Save one from the Request Tester, or write one as docs/requests.md says.',
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
