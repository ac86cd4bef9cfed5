import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import { Failure, reason } from '../../contract/failure';
import { temporaryFolder } from '../files/temporaryFolder';
import { bodyOf, type IndexHttp } from './indexHttp';
import type { IndexFile } from './indexPage';
import type { OpenedWheel } from './wheelArtefact';

/** What is asked for at once, in bytes: most wheels end with a directory that is shorter. */
const BLOCK = 128 * 1024;
const OPTIONS = { lazyEntries: true, autoClose: false } as const;

/**
 * Opens a wheel where it lies. A server that gives parts of a file (RFC 9110, 14) is asked for those that are needed;
 * from another one it is downloaded into a temporary folder, which closing removes.
 *
 * @param most the largest download, in bytes.
 * @throws Failure `wheel-broken`, those of `IndexHttp.get`; Cancelled.
 */
export async function openRemoteWheel(
  http: IndexHttp,
  wheel: IndexFile,
  most: number,
  signal?: AbortSignal,
): Promise<OpenedWheel> {
  const response = await http.get(wheel.url, { range: `bytes=-${BLOCK}` }, signal);
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get('content-range') ?? '') ?? [];
  if (response.status === 206 && start !== undefined && total !== undefined) {
    const parts = new RemoteParts(http, wheel.url, signal);
    parts.keep(Number(start), await bytesOf(response, signal));
    const zip = await opened(wheel, (done) =>
      yauzl.fromRandomAccessReader(new PartsReader(parts), Number(total), OPTIONS, done),
    );
    // There is no file to close.
    return { zip, close: () => Promise.resolve() };
  }
  const whole = response.status === 200 ? response : await http.get(wheel.url, {}, signal);
  const { folder, close } = await temporaryFolder('wheel');
  try {
    const file = path.join(folder, 'package.whl');
    await pipeline(bodyOf(whole, most, signal), createWriteStream(file));
    const zip = await opened(wheel, (done) => yauzl.open(file, OPTIONS, done));
    return {
      zip,
      close: async () => {
        zip.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

type Done = (error: Error | null, zip: yauzl.ZipFile) => void;

function opened({ name }: IndexFile, open: (done: Done) => void): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) =>
    open((error, zip) => {
      if (!error) resolve(zip);
      else if (error instanceof Failure) reject(error);
      else {
        reject(
          new Failure(
            'wheel-broken',
            `${name} is no wheel that can be read: ${reason(error)}.`,
            'Publish it again as a new version, or use another one.',
          ),
        );
      }
    }),
  );
}

/** The parts of a remote file that were read already, and those that are asked for. */
class RemoteParts {
  private readonly parts: { start: number; bytes: Buffer }[] = [];

  constructor(
    private readonly http: IndexHttp,
    private readonly url: string,
    private readonly signal: AbortSignal | undefined,
  ) {}

  keep(start: number, bytes: Buffer): void {
    this.parts.push({ start, bytes });
  }

  /** The bytes from `start` up to `end`, without that. */
  async read(start: number, end: number): Promise<Buffer> {
    const known = this.parts.find((part) => part.start <= start && end <= part.start + part.bytes.length);
    if (known) return known.bytes.subarray(start - known.start, end - known.start);
    // The directory of a zip file is read in small pieces.
    const last = Math.max(end, start + BLOCK) - 1;
    const response = await this.http.get(this.url, { range: `bytes=${start}-${last}` }, this.signal);
    if (response.status !== 206) throw new Error(`the index gave no part of it (status ${response.status})`);
    const bytes = await bytesOf(response, this.signal);
    this.keep(start, bytes);
    return bytes.subarray(0, end - start);
  }
}

class PartsReader extends yauzl.RandomAccessReader {
  constructor(private readonly parts: RemoteParts) {
    super();
  }

  override _readStreamForRange(start: number, end: number): PassThrough {
    const stream = new PassThrough();
    this.parts.read(start, end).then(
      (bytes) => stream.end(bytes),
      (error: unknown) => stream.destroy(error instanceof Error ? error : new Error(reason(error))),
    );
    return stream;
  }
}

async function bytesOf(response: Response, signal: AbortSignal | undefined): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  // A part is a block, or a file that is read to be kept in memory.
  for await (const chunk of bodyOf(response, 100_000_000, signal)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
