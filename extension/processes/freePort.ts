import { createServer } from 'node:net';

/**
 * A port of 127.0.0.1 that nobody listens on just now.
 *
 * @param port the one that is wanted; 0 takes any.
 * @throws what the system says of one that is taken.
 */
export function freePort(port: number = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1' }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}
