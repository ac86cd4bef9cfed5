import cluster from 'node:cluster';
import type { Server } from 'node:http';
import { Failure } from '../../contract/failure';

/** How long what is being answered may take after the scorer was told to end, in milliseconds. */
const DRAIN_MILLISECONDS = 4000;
/** A connection on which nothing was ever asked is not idle to Node: it is cut when nothing has been asked for so long. */
const QUIET_MILLISECONDS = 300;

/**
 * Begins to listen, workers at one port together.
 *
 * @returns the port.
 * @throws Failure `port-busy` or `cannot-listen`.
 */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const busy = error.code === 'EADDRINUSE';
      reject(
        busy
          ? new Failure(
              'port-busy',
              `Port ${port} of ${host} is in use by another program.`,
              'Choose another port (0 takes a free one), or stop the program that uses it.',
              { cause: error },
            )
          : new Failure(
              'cannot-listen',
              `The scorer cannot listen at ${host}:${port} (${error.code ?? error.message}).`,
              'Choose another port or host.',
              { cause: error },
            ),
      );
    });
    server.listen({ host, port, exclusive: !cluster.isWorker }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/**
 * Accepts nothing new, waits for what is being answered, at most for `DRAIN_MILLISECONDS`, and closes.
 *
 * @param openRequests how many requests are being answered.
 */
export async function drain(server: Server, openRequests: () => number): Promise<void> {
  if (!server.listening) return;
  let quietSince = performance.now();
  const idle = setInterval(() => {
    server.closeIdleConnections();
    const now = performance.now();
    if (openRequests() > 0) quietSince = now;
    else if (now - quietSince > QUIET_MILLISECONDS) server.closeAllConnections();
  }, 20);
  const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MILLISECONDS);
  await new Promise((resolve) => server.close(resolve));
  clearInterval(idle);
  clearTimeout(cut);
}
