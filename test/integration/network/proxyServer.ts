import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * An HTTP proxy on 127.0.0.1 that alone knows some hosts: it hands what is for them to ports of this machine. It
 * remembers what it was asked.
 */
export class ProxyServer {
  readonly asked: string[] = [];
  private readonly open = new Set<Socket | Duplex>();
  private readonly server = createServer((incoming, response) => this.pass(incoming, response));

  /**
   * @param hosts by their names, the ports that they are here.
   * @param login `user:password` that it asks for.
   */
  constructor(
    private readonly hosts: Readonly<Record<string, number>>,
    private readonly login?: string,
  ) {
    this.server.on('connect', (incoming: IncomingMessage, socket: Duplex) => this.tunnel(incoming, socket));
  }

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private tunnel({ url = '', headers }: IncomingMessage, socket: Duplex): void {
    this.asked.push(`CONNECT ${url}`);
    this.open.add(socket);
    socket.on('error', () => undefined);
    const port = this.hosts[url.split(':')[0] ?? ''];
    if (!this.isAllowed(headers)) {
      socket.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="proxy"\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
      );
    } else if (port === undefined) socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    else {
      const there = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        there.pipe(socket).pipe(there);
      });
      this.open.add(there);
      there.on('error', () => socket.destroy());
    }
  }

  private pass(incoming: IncomingMessage, response: ServerResponse): void {
    const { url = '', headers, method = '' } = incoming;
    this.asked.push(`${method} ${url}`);
    const { hostname, pathname } = new URL(url);
    const port = this.hosts[hostname];
    if (!this.isAllowed(headers)) {
      response.writeHead(407, { 'proxy-authenticate': 'Basic realm="proxy"' }).end();
    } else if (port === undefined) response.writeHead(502).end();
    else {
      const options = { host: '127.0.0.1', port, path: pathname, method, headers };
      const onward = request(options, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.once('error', () => response.destroy());
      incoming.pipe(onward);
    }
  }

  private isAllowed(headers: IncomingMessage['headers']): boolean {
    const expected = `Basic ${Buffer.from(this.login ?? '').toString('base64')}`;
    return this.login === undefined || headers['proxy-authorization'] === expected;
  }
}
