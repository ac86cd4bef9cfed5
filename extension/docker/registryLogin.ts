import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { isRecord } from '../../contract/version';
import { runProgram } from '../processes/runProgram';

/** Logins by registry, as the API's header `X-Registry-Config` takes them. */
export type RegistryLogins = Record<string, { username: string; password: string }>;

/** What Docker's own programs call their own registry. */
const DOCKER_HUB = 'https://index.docker.io/v1/';

/**
 * The person's login for the registry of an image, where "docker login" left one: in Docker's config.json, or with the
 * program that keeps it there (`credHelpers`, `credsStore`), which answers on stdout to the registry's name on stdin.
 *
 * @returns undefined where there is none: many registries want none, and the engine says so where one does.
 */
export async function registryLogin(
  image: string | undefined,
  signal?: AbortSignal,
): Promise<RegistryLogins | undefined> {
  if (image === undefined) return undefined;
  const registry = registryOf(image);
  const config = await readConfig();
  const helper = named(config['credHelpers'], registry) ?? config['credsStore'];
  const login =
    typeof helper === 'string'
      ? await askHelper(helper, registry, signal)
      : readLogin(config['auths'], registry);
  return login && { [registry]: login };
}

/** The registry of an image's name: what stands before the first slash, where that is a host. */
function registryOf(image: string): string {
  const [first = '', ...rest] = image.split('/');
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost') ? first : DOCKER_HUB;
}

async function readConfig(): Promise<Record<string, unknown>> {
  const folder = process.env['DOCKER_CONFIG'] || path.join(os.homedir(), '.docker');
  try {
    const config: unknown = JSON.parse(await readFile(path.join(folder, 'config.json'), 'utf8'));
    return isRecord(config) ? config : {};
  } catch {
    return {};
  }
}

function named(group: unknown, name: string): unknown {
  return isRecord(group) ? group[name] : undefined;
}

function readLogin(auths: unknown, registry: string): RegistryLogins[string] | undefined {
  const entry = named(auths, registry);
  const encoded = isRecord(entry) ? entry['auth'] : undefined;
  if (typeof encoded !== 'string') return undefined;
  const [username = '', ...password] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return username === '' ? undefined : { username, password: password.join(':') };
}

async function askHelper(
  helper: string,
  registry: string,
  signal: AbortSignal | undefined,
): Promise<RegistryLogins[string] | undefined> {
  const parts: Buffer[] = [];
  try {
    const status = await runProgram(
      { command: `docker-credential-${helper}`, args: ['get'], cwd: os.homedir() },
      { input: registry, onBytes: (bytes) => parts.push(bytes), ...(signal && { signal }) },
    );
    const answer: unknown = status === 0 ? JSON.parse(Buffer.concat(parts).toString('utf8')) : undefined;
    if (!isRecord(answer)) return undefined;
    const { Username: username, Secret: password } = answer;
    return typeof username === 'string' && typeof password === 'string' ? { username, password } : undefined;
  } catch {
    // The program is missing, or says no: the engine tells whether the registry wants a login at all.
    return undefined;
  }
}
