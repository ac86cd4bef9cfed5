import { isSet, wayToNetwork } from './network';
import { readAhead } from './readAhead';

/**
 * A GET by `fetch`, through the proxy and with the authorities of this process's way to the network. Where that says
 * nothing, it is Node's or the editor's own.
 *
 * @returns the answer, after redirects; its `url` is where it came from. A login goes to the first host alone.
 * @throws as `fetch` does: `networkReason` has the words. An AbortError where the signal aborts.
 */
export async function webFetch(
  address: URL,
  { headers, signal }: { headers: Record<string, string>; signal?: AbortSignal | undefined },
): Promise<Response> {
  const network = await wayToNetwork();
  const options = { headers, ...(signal && { signal }) };
  if (!isSet(network)) {
    // A packed answer is held back by who unpacks it, ahead of whoever reads ahead.
    const plain = { ...options, headers: { 'accept-encoding': 'identity', ...headers } };
    return readAhead(await fetch(address, plain));
  }
  const { fetchBy } = await import('./fetchBy');
  return fetchBy(network, address, options);
}
