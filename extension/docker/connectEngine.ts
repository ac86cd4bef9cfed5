import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type Docker from 'dockerode';
import { reason } from '../../contract/failure';
import { isLoopback, readEngineAddress, type SshTarget } from './engineAddress';
import type { EngineCandidate } from './engineCandidates';
import { SshAgent } from './sshAgent';

/** A Docker engine (or Podman's, which speaks the same) that answered. */
export interface Engine {
  docker: Docker;
  /** Its address as people write it: `unix:///var/run/docker.sock`. */
  host: string;
  /** What named it, such as `DOCKER_HOST`. */
  reason: string;
  /** Its name and version: `Docker 20.10.24`. */
  name: string;
  /** Where the ports that it publishes on 127.0.0.1 are: on this machine, behind ssh, or out of reach. */
  reach: 'here' | SshTarget | 'elsewhere';
  /** Ends its connections. */
  close: () => void;
}

/** How long an engine may take to say its version, in milliseconds: ssh logs in first. */
const PATIENCE = { near: 5000, ssh: 30_000 };

/**
 * Connects to an engine and asks for its version.
 *
 * @throws Failure `engine-address`, or an Error whose message says why it does not answer.
 */
export async function connectEngine(candidate: EngineCandidate, signal?: AbortSignal): Promise<Engine> {
  const { host, reason: why, tls } = candidate;
  const address = readEngineAddress(host, tls !== undefined, capitalized(why));
  const { agent, options, reach } = transportOf(address, tls);
  const { default: Dockerode } = await import('dockerode');
  // Every option is given, since the package takes what is missing from DOCKER_HOST.
  const docker = new Dockerode({
    protocol: 'http',
    host: undefined,
    port: undefined,
    socketPath: undefined,
    username: undefined,
    ca: undefined,
    cert: undefined,
    key: undefined,
    pathPrefix: undefined,
    ...options,
    agent,
  } as Docker.DockerOptions);
  const close = (): void => agent.destroy();
  try {
    const patience = address.kind === 'ssh' ? PATIENCE.ssh : PATIENCE.near;
    return { docker, host, reason: why, name: await versionOf(docker, patience, signal), reach, close };
  } catch (error) {
    close();
    throw error;
  }
}

type Address = ReturnType<typeof readEngineAddress>;

interface Transport {
  agent: HttpAgent;
  options: Docker.DockerOptions;
  reach: Engine['reach'];
}

function transportOf(address: Address, tls: EngineCandidate['tls']): Transport {
  switch (address.kind) {
    case 'socket':
      return { agent: new HttpAgent(), options: { socketPath: address.path }, reach: 'here' };
    case 'ssh':
      // The name is never looked up: the agent makes the connections.
      return {
        agent: new SshAgent(address.target),
        options: { host: 'docker', port: 80 },
        reach: address.target,
      };
    case 'tcp': {
      const { host, port, secure } = address;
      const { verify = true, ...files } = tls ?? {};
      return {
        agent: secure ? new HttpsAgent({ rejectUnauthorized: verify }) : new HttpAgent(),
        options: { protocol: secure ? 'https' : 'http', host, port, ...files },
        reach: isLoopback(host) ? 'here' : 'elsewhere',
      };
    }
  }
}

/** Asks an engine what it is: `Docker 28.1.1`, `Podman 5.4.0`. */
async function versionOf(docker: Docker, patience: number, signal: AbortSignal | undefined): Promise<string> {
  const ending = new AbortController();
  const end = (): void => ending.abort();
  const timer = setTimeout(end, patience);
  signal?.addEventListener('abort', end, { once: true });
  if (signal?.aborted) end();
  try {
    // The types leave out that a version can be asked for with a signal.
    const ask = docker.version.bind(docker) as (options: object) => Promise<Docker.DockerVersion>;
    const { Version, Components } = await ask({ abortSignal: ending.signal });
    const isPodman = JSON.stringify(Components).includes('Podman');
    return `${isPodman ? 'Podman' : 'Docker'} ${Version}`;
  } catch (error) {
    if (!ending.signal.aborted || signal?.aborted) throw new Error(wordsOf(error), { cause: error });
    throw new Error(`no answer within ${patience / 1000} s`, { cause: error });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
  }
}

/** Why a connection failed, in words. */
function wordsOf(error: unknown): string {
  return WORDS[(error as NodeJS.ErrnoException).code ?? ''] ?? reason(error);
}

/** What is said of a socket that does not exist. */
export const NOT_THERE = 'there is no such socket';

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: NOT_THERE,
  ECONNREFUSED: 'nobody listens there',
  EACCES: 'no permission to use it',
  EPERM: 'no permission to use it',
};

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
