import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server of 127.0.0.1 whose answer a test chooses. */
export interface AnsweringServer {
  url: string;
  stop(): Promise<void>;
}

/** @param answer is asked for each request, so that a test can change it. */
export async function answeringServer(answer: () => RequestListener): Promise<AnsweringServer> {
  const server = createServer((request, response) => answer()(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
