import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { isSet, proxyFor, wayToNetwork, type Network } from './network';
import { proxyAuthorization, proxyAway, proxyRefusal, TunnelAgent } from './tunnel';

const MOST_REDIRECTS = 10;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** What has no body (the Fetch standard's null body status). */
const BODILESS = new Set([204, 205, 304]);

/**
 * A GET, through the proxy and with the authorities that are set for this process; by `fetch` itself where none are.
 *
 * @returns the answer, after redirects; its `url` is where it came from. A login goes to the first host alone.
 * @throws as `fetch` does: `networkReason` has the words. An AbortError where the signal aborts.
 */
export async function webFetch(
  address: URL,
  { headers, signal }: { headers: Record<string, string>; signal?: AbortSignal | undefined },
): Promise<Response> {
  const network = await wayToNetwork();
  if (!isSet(network)) return fetch(address, { headers, ...(signal && { signal }) });
  let [url, sent] = [address, headers];
  for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
    const incoming = await get(url, sent, network, signal);
    const { location } = incoming.headers;
    if (!REDIRECTS.has(incoming.statusCode ?? 0) || location === undefined) return responseOf(incoming, url);
    incoming.resume();
    const next = new URL(location, url);
    if (!['http:', 'https:'].includes(next.protocol)) throw new Error(`it leads to ${next.protocol}`);
    if (next.origin !== url.origin) {
      sent = Object.fromEntries(
        Object.entries(sent).filter(([name]) => name.toLowerCase() !== 'authorization'),
      );
    }
    url = next;
  }
  throw new Error('it leads from one address to the next');
}

function get(
  url: URL,
  headers: Record<string, string>,
  network: Network,
  signal: AbortSignal | undefined,
): Promise<IncomingMessage> {
  const proxy = proxyFor(url, network);
  const { ca } = network;
  const isSecure = url.protocol === 'https:';
  const common = { headers, ...(signal && { signal }), ...(ca !== undefined && { ca }) };
  return new Promise((resolve, reject) => {
    // A proxy is told the whole address of what is not encrypted; the rest goes through a tunnel.
    const isPlain = proxy !== undefined && !isSecure;
    const asked = isPlain
      ? send(proxy, {
          ...common,
          path: url.href,
          headers: { ...headers, host: url.host, ...proxyAuthorization(proxy) },
        })
      : send(url, { ...common, ...(proxy && { agent: new TunnelAgent(proxy, ca) }) });
    asked.once('error', (error) => {
      reject(isPlain && signal?.aborted !== true ? proxyAway(proxy, error) : error);
    });
    asked.once('response', (incoming) => {
      if (!isPlain || incoming.statusCode !== 407) resolve(incoming);
      else {
        incoming.destroy();
        reject(proxyRefusal(proxy, 407));
      }
    });
    asked.end();
  });
}

function send(url: URL, options: RequestOptions): ReturnType<typeof httpRequest> {
  return url.protocol === 'https:' ? httpsRequest(url, options) : httpRequest(url, options);
}

function responseOf(incoming: IncomingMessage, url: URL): Response {
  const { statusCode = 0 } = incoming;
  const headers = Object.entries(incoming.headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  const hasBody = !BODILESS.has(statusCode);
  if (!hasBody) incoming.resume();
  const body = hasBody ? (Readable.toWeb(incoming) as ReadableStream<Uint8Array>) : null;
  const response = new Response(body as ConstructorParameters<typeof Response>[0], {
    status: statusCode,
    headers,
  });
  return Object.defineProperty(response, 'url', { value: url.href });
}
