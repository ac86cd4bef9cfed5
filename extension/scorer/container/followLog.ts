import { PassThrough } from 'node:stream';
import { createInterface } from 'node:readline';
import type Docker from 'dockerode';
import { Failure } from '../../../contract/failure';
import { isRecord } from '../../../contract/version';

export interface FollowLogOptions {
  /** Seconds since 1970 to begin at. */
  since: number;
  onLine: (line: string) => void;
  /** Ends it. */
  signal: AbortSignal;
}

/** Reads a container's log line by line; resolves at its end: the container's, the connection's or the signal's. */
export async function followLog(
  docker: Docker,
  container: Docker.Container,
  { since, onLine, signal }: FollowLogOptions,
): Promise<void> {
  const options = { follow: true as const, stdout: true, stderr: true, since, abortSignal: signal };
  const stream = await container.logs(options).catch(() => undefined);
  if (!stream) return;
  const outputs = [new PassThrough(), new PassThrough()] as const;
  for (const output of outputs) createInterface({ input: output }).on('line', onLine);
  docker.modem.demuxStream(stream, ...outputs);
  await new Promise<void>((resolve) => {
    stream.once('end', resolve).once('close', resolve);
    // It is cut off when the container is removed; its end tells enough.
    stream.on('error', () => resolve());
  });
  for (const output of outputs) output.end();
}

/** What a line of a scorer's log refuses or fails on; undefined where it tells of something else. */
export function refusalIn(line: string): Failure | undefined {
  if (!line.includes('"code"')) return undefined;
  try {
    const entry: unknown = JSON.parse(line);
    if (!isRecord(entry) || (entry['message'] !== 'Artefact refused' && entry['message'] !== 'Failed')) {
      return undefined;
    }
    return new Failure(String(entry['code']), String(entry['reason']), String(entry['next']));
  } catch {
    return undefined;
  }
}
