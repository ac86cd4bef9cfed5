import { createHash } from 'node:crypto';
import path from 'node:path';
import { isRecord } from '../../contract/version';

/**
 * The contexts of Docker's command line, as it keeps them: `config.json` names the current one; each lies in
 * `contexts/meta/<SHA-256 of its name>/meta.json`, its TLS files in `contexts/tls/<the same>/docker/`.
 */

/** What is read of the machine, so that the rules of other machines can be tested. */
export interface Places {
  env: Readonly<Record<string, string | undefined>>;
  /** The person's home folder. */
  home: string;
  platform: NodeJS.Platform;
  /** The id of the user, which names the folder of its sockets; undefined on Windows. */
  uid: number | undefined;
  /** The text of a file; undefined where it cannot be read. */
  readText: (file: string) => Promise<string | undefined>;
  /** The names in a folder; none where there is no such folder. */
  list: (folder: string) => Promise<string[]>;
}

/** The texts of the TLS files, in PEM, as far as they exist; without `verify` any server is believed. */
export interface TlsFiles {
  ca?: string;
  cert?: string;
  key?: string;
  verify: boolean;
}

export interface DockerContext {
  host: string;
  tls?: TlsFiles;
}

/** The rules of paths on a platform. */
export function pathsOf(platform: NodeJS.Platform): path.PlatformPath {
  return platform === 'win32' ? path.win32 : path.posix;
}

/** The folder of Docker's own configuration: `DOCKER_CONFIG`, else `.docker` at home. */
export function dockerFolder({ env, home, platform }: Places): string {
  return env['DOCKER_CONFIG'] || pathsOf(platform).join(home, '.docker');
}

/** The name of the context in use; undefined where none was ever chosen. */
export async function currentContext(places: Places): Promise<string | undefined> {
  const config = await readRecord(places, pathsOf(places.platform).join(dockerFolder(places), 'config.json'));
  const name = config?.['currentContext'];
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/** A context by its name; undefined where there is none, or none that has an engine. */
export async function readContext(places: Places, name: string): Promise<DockerContext | undefined> {
  const paths = pathsOf(places.platform);
  const id = createHash('sha256').update(name).digest('hex');
  const contexts = paths.join(dockerFolder(places), 'contexts');
  const meta = await readRecord(places, paths.join(contexts, 'meta', id, 'meta.json'));
  const endpoints = meta?.['Endpoints'];
  const endpoint = isRecord(endpoints) ? endpoints['docker'] : undefined;
  if (!isRecord(endpoint) || typeof endpoint['Host'] !== 'string') return undefined;
  const tls = await readTls(
    places,
    paths.join(contexts, 'tls', id, 'docker'),
    endpoint['SkipTLSVerify'] !== true,
  );
  return { host: endpoint['Host'], ...(tls && { tls }) };
}

/** The TLS files of a folder; undefined where it holds none. */
export async function readTls(
  places: Places,
  folder: string,
  verify: boolean,
): Promise<TlsFiles | undefined> {
  const read = (file: string) => places.readText(pathsOf(places.platform).join(folder, file));
  const [ca, cert, key] = await Promise.all([read('ca.pem'), read('cert.pem'), read('key.pem')]);
  if (ca === undefined && cert === undefined) return undefined;
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    verify,
  };
}

async function readRecord(places: Places, file: string): Promise<Record<string, unknown> | undefined> {
  const text = await places.readText(file);
  if (text === undefined) return undefined;
  try {
    const document: unknown = JSON.parse(text);
    return isRecord(document) ? document : undefined;
  } catch {
    return undefined;
  }
}
