import { Failure } from '../../contract/failure';
import {
  currentContext,
  dockerFolder,
  pathsOf,
  readContext,
  readTls,
  type Places,
  type TlsFiles,
} from './dockerContexts';

/** An engine that may be there. */
export interface EngineCandidate {
  /** Its address as people write it. */
  host: string;
  /** What named it, such as `DOCKER_HOST` or `the current context colima`. */
  reason: string;
  tls?: TlsFiles;
}

export interface EngineCandidates {
  /** In the order to try. */
  candidates: EngineCandidate[];
  /** A person named the one candidate: there is no other. */
  isChosen: boolean;
}

/** The setting that names an engine. */
export const ENGINE_SETTING = 'bellhop.docker.host';

/**
 * Where to look for an engine, as Docker's own programs do and a little further: the setting, `DOCKER_HOST`,
 * `DOCKER_CONTEXT`; where a person chose none of these, the current context and then the sockets that engines are
 * known to listen on.
 *
 * @param setting the value of the setting; empty where it chooses nothing.
 * @throws Failure `engine-context` where `DOCKER_CONTEXT` names a context that is not there.
 */
export async function engineCandidates(setting: string, places: Places): Promise<EngineCandidates> {
  const { env } = places;
  const chosen = (candidate: EngineCandidate): EngineCandidates => ({
    candidates: [candidate],
    isChosen: true,
  });
  const tls = await environmentTls(places);
  const withTls = { ...(tls && { tls }) };
  if (setting !== '') return chosen({ host: setting, reason: `the setting ${ENGINE_SETTING}`, ...withTls });
  const host = env['DOCKER_HOST'];
  if (host) return chosen({ host, reason: 'DOCKER_HOST', ...withTls });
  const named = env['DOCKER_CONTEXT'];
  if (named && named !== 'default') {
    const context = await readContext(places, named);
    if (!context) throw unknownContext(named, places);
    return chosen({ ...context, reason: `DOCKER_CONTEXT, ${named}` });
  }
  const current = named ? undefined : await currentContext(places);
  const context = current && current !== 'default' ? await readContext(places, current) : undefined;
  const sockets = (await knownSockets(places)).filter((socket) => socket !== context?.host);
  return {
    candidates: [
      ...(context ? [{ ...context, reason: `the current context ${current}` }] : []),
      ...sockets.map((socket) => ({ host: socket, reason: 'a usual place' })),
    ],
    isChosen: false,
  };
}

/** As Docker's command line takes TLS from the environment: `DOCKER_TLS_VERIFY`, `DOCKER_TLS`, `DOCKER_CERT_PATH`. */
async function environmentTls(places: Places): Promise<TlsFiles | undefined> {
  const { env } = places;
  const verify = Boolean(env['DOCKER_TLS_VERIFY']);
  if (!verify && !env['DOCKER_TLS']) return undefined;
  return (await readTls(places, env['DOCKER_CERT_PATH'] || dockerFolder(places), verify)) ?? { verify };
}

/** The addresses that Docker, Docker Desktop, colima, Rancher Desktop and Podman listen on, by platform. */
async function knownSockets(places: Places): Promise<string[]> {
  const { env, home, platform, uid } = places;
  if (platform === 'win32') {
    const pipes = ['docker_engine', 'dockerDesktopLinuxEngine', 'podman-machine-default'];
    return pipes.map((pipe) => `npipe:////./pipe/${pipe}`);
  }
  const join = (...parts: string[]): string => pathsOf(platform).join(...parts);
  const runtime = env['XDG_RUNTIME_DIR'] || (uid === undefined ? undefined : `/run/user/${uid}`);
  const colima = join(home, '.colima');
  const profiles = (await places.list(colima))
    .filter((name) => !name.startsWith('_'))
    .sort((a, b) => rank(a) - rank(b));
  const machine = join(home, '.local', 'share', 'containers', 'podman', 'machine');
  const sockets = [
    '/var/run/docker.sock',
    ...(runtime === undefined ? [] : [join(runtime, 'docker.sock')]),
    join(home, '.docker', 'run', 'docker.sock'),
    join(home, '.docker', 'desktop', 'docker.sock'),
    ...profiles.map((profile) => join(colima, profile, 'docker.sock')),
    join(home, '.rd', 'docker.sock'),
    ...(runtime === undefined ? [] : [join(runtime, 'podman', 'podman.sock')]),
    '/run/podman/podman.sock',
    join(machine, 'podman.sock'),
    join(machine, 'qemu', 'podman.sock'),
    ...(platform === 'darwin' && env['TMPDIR']
      ? [join(env['TMPDIR'], 'podman', 'podman-machine-default-api.sock')]
      : []),
  ];
  return sockets.map((socket) => `unix://${socket}`);
}

/** colima's default profile comes before the others. */
function rank(profile: string): number {
  return profile === 'default' ? 0 : 1;
}

function unknownContext(name: string, places: Places): Failure {
  return new Failure(
    'engine-context',
    `DOCKER_CONTEXT names the context "${name}", which ${dockerFolder(places)} does not have.`,
    'Choose one that "docker context ls" lists, or set DOCKER_HOST.',
  );
}
