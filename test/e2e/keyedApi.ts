import type { IncomingMessage } from 'node:http';
import type { KeyRequest } from '../../contract/featureKey';
import { serve } from '../integration/cli/bellhop';
import { answeringServer } from '../unit/requests/answeringServer';

type Row = Record<string, unknown>;

/** An API as `templates/api` makes it: a scorer behind a data source that has these rows by their keys. */
export async function keyedApi(
  project: string,
  rows: Readonly<Record<string, Row>>,
): Promise<{ url: string; stop(): Promise<void> }> {
  const scorer = await serve(project);
  const byKey = async (key: string, { overrides }: KeyRequest): Promise<[number, Row]> => {
    const fetched = Object.hasOwn(rows, key) ? rows[key] : undefined;
    if (!fetched) {
      const detail = 'The data source has nothing for this key.';
      const type = 'urn:problem:key-unknown';
      return [404, { type, title: 'Not Found', status: 404, detail, request_id: 'r', errors: [] }];
    }
    const row = { ...fetched, ...overrides };
    const answer = await fetch(`${scorer.url}/predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ rows: [row] }),
    });
    const features = Object.entries(row).map(([name, value]) => [
      name,
      { value, from: Object.hasOwn(overrides, name) ? 'override' : 'datasource' },
    ]);
    return [
      answer.status,
      { ...((await answer.json()) as Row), features: Object.fromEntries(features) as Row },
    ];
  };
  const respond = async (
    { method, url = '/' }: IncomingMessage,
    body: string,
  ): Promise<[number, unknown]> => {
    const key = /^\/predict\/([^/]+)$/.exec(url)?.[1];
    if (url === '/openapi.json') return [200, { paths: { '/predict/{key}': { post: {} } } }];
    if (key !== undefined) return byKey(decodeURIComponent(key), JSON.parse(body) as KeyRequest);
    const answer = await fetch(scorer.url + url, {
      method: method ?? 'GET',
      ...(body !== '' && { headers: { 'content-type': 'application/json' }, body }),
    });
    return [answer.status, await answer.json()];
  };
  const server = await answeringServer(() => (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      respond(request, Buffer.concat(chunks).toString()).then(
        ([status, document]) =>
          response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document)),
        () => response.destroy(),
      );
    });
  });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      scorer.child.kill('SIGTERM');
      await scorer.status;
    },
  };
}
