import { answeringServer } from '../unit/requests/answeringServer';
import { serve } from '../integration/cli/bellhop';

/** A running scorer that answers only who knows its key: a second target, as a stage of a hotel would be. */
export interface GuardedScorer {
  url: string;
  /** The requests that came with the right key, as `POST /predict`. */
  heard: string[];
  /** What becomes of an answer on its way; a test may change it. */
  change: (text: string) => string;
  stop(): Promise<void>;
}

export const KEY_HEADER = 'X-Api-Key';
export const KEY = 'let-me-in-7';

/** Starts a scorer of its own for a project, behind a check of the key. */
export async function guardedScorer(project: string): Promise<GuardedScorer> {
  const scorer = await serve(project);
  const guarded = { heard: [] as string[], change: (text: string): string => text };
  const server = await answeringServer(() => (request, response) => {
    if (request.headers[KEY_HEADER.toLowerCase()] !== KEY) {
      response.writeHead(401).end();
      return;
    }
    const { method = 'GET', url = '/' } = request;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      guarded.heard.push(`${method} ${url}`);
      const body = chunks.length > 0 ? { body: Buffer.concat(chunks) } : {};
      const headers = { 'content-type': 'application/json' };
      fetch(scorer.url + url, { method, headers, ...body })
        .then(async (answer) => {
          const text = guarded.change(await answer.text());
          response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
        })
        .catch(() => response.destroy());
    });
  });
  return Object.assign(guarded, {
    url: server.url,
    stop: async () => {
      await server.stop();
      scorer.child.kill('SIGTERM');
      await scorer.status;
    },
  });
}
