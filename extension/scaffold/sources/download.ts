import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Cancelled, Failure } from '../../../contract/failure';
import { networkReason } from '../../network/networkReason';
import { webFetch } from '../../network/webFetch';
import { withoutSecrets } from './gitSource';

/** The largest download, in bytes. */
const LARGEST = 200_000_000;

/**
 * Downloads a file. A name and a password in the URL are sent along, and shown nowhere.
 *
 * @param file where it goes; what is there is replaced.
 * @throws Failure `download-failed`, which names the URL and why; Cancelled.
 */
export async function download(url: string, file: string, signal?: AbortSignal): Promise<void> {
  const failed = (why: string, cause?: unknown) =>
    new Failure(
      'download-failed',
      `${withoutSecrets(url)} could not be downloaded: ${why}.`,
      'Check the address and your network, or download it yourself and give the file.',
      { cause },
    );
  try {
    const { address, headers } = withCredentials(url);
    const response = await webFetch(address, { headers, signal });
    if (!response.ok || !response.body) throw failed(`the server says ${response.status}`);
    await pipeline(
      chunksOf(response.body.getReader(), () => failed('it is too large')),
      createWriteStream(file),
    );
  } catch (error) {
    if (signal?.aborted === true) throw new Cancelled();
    if (error instanceof Failure) throw error;
    throw failed(networkReason(error), error);
  }
}

/** A name and a password in a URL become a header: `fetch` takes none in the URL. */
function withCredentials(url: string): { address: URL; headers: Record<string, string> } {
  const address = new URL(url);
  const { username, password } = address;
  if (username === '' && password === '') return { address, headers: {} };
  address.username = '';
  address.password = '';
  const both = Buffer.from([username, password].map(decodeURIComponent).join(':')).toString('base64');
  return { address, headers: { authorization: `Basic ${both}` } };
}

async function* chunksOf(
  reader: { read: () => Promise<{ done: boolean; value?: Uint8Array | undefined }> },
  tooLong: () => Failure,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for (let { value } = await reader.read(); value; { value } = await reader.read()) {
    size += value.length;
    if (size > LARGEST) throw tooLong();
    yield value;
  }
}
