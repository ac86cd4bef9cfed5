import { Agent, type AgentOptions } from 'node:https';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { networkReason } from './networkReason';

/** How long a proxy may take to make a connection, in milliseconds. */
const PATIENCE = 30_000;
/** The longest answer of a proxy, in bytes. */
const LONGEST_HEAD = 16_384;

/**
 * Connections to an HTTPS server through an HTTP proxy: by CONNECT (RFC 9110, 9.3.6), so that the proxy sees the name of
 * the host and nothing else.
 */
export class TunnelAgent extends Agent {
  constructor(
    private readonly proxy: URL,
    private readonly ca: string | undefined,
  ) {
    super({ keepAlive: false } satisfies AgentOptions);
  }

  override createConnection(
    options: ConnectionOptions,
    callback: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const { host = '', port = 443 } = options;
    const target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    openTunnel(this.proxy, target, this.ca).then(
      (socket) => callback(null, connectTls({ ...options, socket })),
      (error: unknown) => callback(error as Error, undefined as unknown as Duplex),
    );
  }
}

/** The header that tells a proxy its user; none where its address holds none. */
export function proxyAuthorization({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const login = [username, password].map(decodeURIComponent).join(':');
  return { 'Proxy-Authorization': `Basic ${Buffer.from(login).toString('base64')}` };
}

/** What a proxy's refusal means. @param status of HTTP. */
export function proxyRefusal(proxy: URL, status: number): Error {
  const asks = status === 407;
  return new Error(
    asks
      ? `the proxy ${proxy.host} asks for a user name and a password`
      : `the proxy ${proxy.host} refuses it with status ${status}`,
  );
}

export function proxyAway(proxy: URL, error: unknown): Error {
  return new Error(`the proxy ${proxy.host} cannot be reached: ${networkReason(error)}`);
}

function openTunnel(proxy: URL, target: string, ca: string | undefined): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const isSecure = proxy.protocol === 'https:';
    const host = proxy.hostname.replace(/^\[|\]$/g, '');
    const port = Number(proxy.port || (isSecure ? 443 : 80));
    const socket = isSecure
      ? connectTls({ host, port, servername: host, ...(ca !== undefined && { ca }) })
      : connect({ host, port });
    let head = '';
    const settle = (): void => {
      socket.setTimeout(0);
      socket.off('error', fail).off('end', cut).off('data', read).off('timeout', slow);
    };
    const refuse = (error: Error): void => {
      settle();
      socket.destroy();
      reject(error);
    };
    const fail = (error: unknown): void => refuse(proxyAway(proxy, error));
    const cut = (): void => fail(new Error('it ended the connection'));
    const slow = (): void => fail(new Error(`no answer within ${PATIENCE / 1000} s`));
    const read = (part: Buffer): void => {
      head += part.toString('latin1');
      if (!head.includes('\r\n\r\n')) {
        if (head.length > LONGEST_HEAD) fail(new Error('it is no HTTP proxy'));
        return;
      }
      const status = Number(/^HTTP\/1\.\d (\d{3})/.exec(head)?.[1] ?? 0);
      if (status < 200 || status > 299) {
        refuse(
          status === 0 ? proxyAway(proxy, new Error('it is no HTTP proxy')) : proxyRefusal(proxy, status),
        );
        return;
      }
      settle();
      resolve(socket);
    };
    socket.on('error', fail).on('end', cut).on('data', read).on('timeout', slow).setTimeout(PATIENCE);
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      const headers = Object.entries({ Host: target, ...proxyAuthorization(proxy) });
      const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
      socket.write(`CONNECT ${target} HTTP/1.1\r\n${lines}\r\n`);
    });
  });
}
