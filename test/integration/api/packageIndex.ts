import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

/** A package index (PEP 503) at work. */
export interface PackageIndex {
  url: string;
  /** What was asked for. */
  paths: string[];
  end(): Promise<void>;
}

/**
 * Starts a package index on 127.0.0.1 with wheels of one package.
 *
 * @param login `user:password`, where it asks for them.
 */
export async function startIndex(
  name: string,
  wheels: readonly string[],
  login?: string,
): Promise<PackageIndex> {
  const files = new Map(wheels.map((wheel) => [`/files/${path.basename(wheel)}`, wheel]));
  const links = [...files.keys()].map((file) => `<a href="${file}">${path.basename(file)}</a>`);
  const expected = login === undefined ? undefined : `Basic ${Buffer.from(login).toString('base64')}`;
  const paths: string[] = [];
  const server = createServer((request, response) => {
    const asked = request.url ?? '';
    paths.push(asked);
    const file = files.get(asked);
    if (expected !== undefined && request.headers.authorization !== expected) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="packages"' }).end();
    } else if (asked === `/simple/${name}/`) {
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end(`<!DOCTYPE html><body>${links.join('\n')}</body>`);
    } else if (file !== undefined) {
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(readFileSync(file));
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/simple/`,
    paths,
    end: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
