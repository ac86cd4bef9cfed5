import { isLoopback, type Network } from '../network/network';

/** The proxy of builds alone, where one is chosen; empty is as absent. */
export interface BuildProxy {
  /** A URL. */
  proxy?: string | undefined;
  /** Hosts that are reached without the proxy, separated by commas. */
  noProxy?: string | undefined;
}

/**
 * The build arguments that lead a build through a proxy: of those that every builder knows by itself, so that they stay
 * in no image and in no history. Programs look for them under either spelling.
 *
 * @param chosen takes the place of what the way to the network says.
 */
export function proxyArgs(
  chosen: BuildProxy,
  network: Pick<Network, 'proxies' | 'noProxy'>,
): Record<string, string> {
  const [http, https] = chosen.proxy
    ? [chosen.proxy, chosen.proxy]
    : [network.proxies.http, network.proxies.https].map(reachable);
  const isProxied = http !== undefined || https !== undefined;
  const noProxy = chosen.noProxy || (isProxied ? network.noProxy.join(',') : '');
  const args = {
    ...(http !== undefined && { http_proxy: http }),
    ...(https !== undefined && { https_proxy: https }),
    ...(noProxy !== '' && { no_proxy: noProxy }),
  };
  const capital = Object.entries(args).map(([name, value]) => [name.toUpperCase(), value] as const);
  return { ...args, ...Object.fromEntries(capital) };
}

/** A proxy of this machine's own address is another machine's, seen from a container. */
function reachable(proxy: URL | undefined): string | undefined {
  return proxy && !isLoopback(proxy) ? proxy.href : undefined;
}
