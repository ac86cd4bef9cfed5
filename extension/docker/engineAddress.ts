import { Failure } from '../../contract/failure';

/** Another machine that ssh reaches, as `ssh://user@host:port` names it. */
export interface SshTarget {
  host: string;
  user?: string;
  port?: number;
  /** The engine's socket over there, where it is not the usual one. */
  socket?: string;
}

/** Where an engine listens. A named pipe of Windows is a socket to Node. */
export type EngineAddress =
  | { kind: 'socket'; path: string }
  | { kind: 'tcp'; host: string; port: number; secure: boolean }
  | { kind: 'ssh'; target: SshTarget };

/**
 * Reads an engine's address as Docker's own programs take it: `unix:///path`, `npipe:////./pipe/name`, `tcp://host:port`,
 * `ssh://user@host`; a bare path is a socket and a bare `host:port` is tcp.
 *
 * @param secure whether TLS is asked for elsewhere; `https` asks for it too. It decides the port where none is given:
 *   2376 with TLS, 2375 without.
 * @param source what gave the address, for the message.
 * @throws Failure `engine-address` that names the source and the text.
 */
export function readEngineAddress(text: string, secure: boolean, source: string): EngineAddress {
  const socket = /^(?:unix:\/\/|npipe:\/\/)?(\/.+|\\\\.+)$/.exec(text)?.[1];
  if (socket !== undefined) return { kind: 'socket', path: socket };
  const usesTls = secure || text.startsWith('https:');
  // As tcp, for of http a URL forgets the port 80.
  const url = parseUrl(/^[\w.-]+:\d+$/.test(text) ? `tcp://${text}` : text.replace(/^https?:/, 'tcp:'));
  const host = url?.hostname.replace(/^\[(.*)\]$/, '$1') ?? '';
  // A host that begins with a dash would be an option of the ssh program.
  if (!url || host === '' || host.startsWith('-') || url.username.startsWith('-')) {
    throw unreadable(text, source);
  }
  const port = url.port === '' ? undefined : Number(url.port);
  switch (url.protocol) {
    case 'tcp:':
      return { kind: 'tcp', host, port: port ?? (usesTls ? 2376 : 2375), secure: usesTls };
    case 'ssh:':
      return {
        kind: 'ssh',
        target: {
          host,
          ...(url.username !== '' && { user: url.username }),
          ...(port !== undefined && { port }),
          ...(url.pathname.length > 1 && { socket: url.pathname }),
        },
      };
    default:
      throw unreadable(text, source);
  }
}

/** Whether a tcp address is this machine's own. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function unreadable(text: string, source: string): Failure {
  return new Failure(
    'engine-address',
    `${source} gives "${text}", which is no address of a Docker engine.`,
    'Give one such as unix:///var/run/docker.sock, tcp://host:2376 or ssh://user@host.',
  );
}
