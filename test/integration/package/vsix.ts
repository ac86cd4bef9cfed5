import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import yauzl from 'yauzl';

const open = promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open);

/** The files of a VSIX below `extension/`, each with the SHA-256 of its content. */
export async function filesOf(vsix: string): Promise<Map<string, string>> {
  const zip = await open(vsix, { lazyEntries: true });
  const openEntry = promisify<yauzl.Entry, NodeJS.ReadableStream>(zip.openReadStream.bind(zip));
  const files = new Map<string, string>();
  await new Promise<void>((resolve, reject) => {
    const read = async (entry: yauzl.Entry): Promise<void> => {
      const hash = createHash('sha256');
      for await (const chunk of await openEntry(entry)) hash.update(chunk);
      if (entry.fileName.startsWith('extension/')) files.set(entry.fileName.slice(10), hash.digest('hex'));
      zip.readEntry();
    };
    zip.on('entry', (entry: yauzl.Entry) => void read(entry).catch(reject));
    zip.once('end', resolve);
    zip.once('error', reject);
    zip.readEntry();
  });
  return files;
}
