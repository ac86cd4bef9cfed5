import {
  Agent,
  errors,
  Pool,
  ProxyAgent,
  fetch as fetchThrough,
  type buildConnector,
  type Dispatcher,
} from 'undici';
import { proxyFor, type Network } from './network';
import { networkReason } from './networkReason';

/** The connections of the last way to the network that was gone: they serve for as long as it stays the same. */
let last: { key: string; dispatcher: Dispatcher } | undefined;

/**
 * `fetch` by a way to the network: through its proxy, with its authorities.
 *
 * @throws as `fetch` does; the cause says what a proxy has against it.
 */
export async function fetchBy(
  network: Network,
  address: URL,
  options: { headers: Record<string, string>; signal?: AbortSignal },
): Promise<Response> {
  const { proxies, noProxy, ca } = network;
  const key = JSON.stringify([proxies, noProxy, ca]);
  if (last?.key !== key) last = { key, dispatcher: dispatcherOf(network) };
  try {
    const answer: object = await fetchThrough(address, { ...options, dispatcher: last.dispatcher });
    // Of undici's own class, which is Node's in another copy.
    return answer as Response;
  } catch (error) {
    // All that undici says of status 407 where there is no tunnel.
    const isAsked = error instanceof Error && error.cause instanceof errors.InvalidArgumentError;
    throw isAsked && proxies.http ? proxyRefusal(proxies.http, 407) : error;
  }
}

function dispatcherOf(network: Network): Dispatcher {
  const { proxies, ca } = network;
  const tls = ca === undefined ? {} : { ca };
  const http = proxies.http && through(proxies.http, tls);
  const https = proxies.https && through(proxies.https, tls);
  return new Agent({ connect: tls }).compose((direct) => (options, given) => {
    const address = new URL(String(options.origin));
    const agent = address.protocol === 'https:' ? https : http;
    const handler = unpaused(given);
    return agent && proxyFor(address, network) ? agent.dispatch(options, handler) : direct(options, handler);
  });
}

/**
 * The same, but what arrives is taken in although nobody has read what came before. Where a server closes while undici 7
 * holds an answer back, it throws where nobody can catch it, and the process ends: https://github.com/nodejs/undici/issues/5360
 */
function unpaused(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
  return {
    onRequestStart: (...given) => handler.onRequestStart?.(...given),
    onRequestUpgrade: (...given) => handler.onRequestUpgrade?.(...given),
    onResponseStart: (...given) => handler.onResponseStart?.(...given),
    onResponseData(controller, chunk) {
      handler.onResponseData?.(controller, chunk);
      controller.resume();
    },
    onResponseEnd: (...given) => handler.onResponseEnd?.(...given),
    onResponseError: (...given) => handler.onResponseError?.(...given),
  };
}

function through(proxy: URL, tls: { ca?: string }): ProxyAgent {
  const toProxy = (origin: URL, { connect }: Connecting): Pool =>
    new Pool(origin, {
      connect: (asked, done) =>
        connect(asked, (...[error, socket]) => {
          if (error) done(proxyAway(proxy, error), null);
          else done(null, socket);
        }),
    });
  return new ProxyAgent({
    uri: proxy.href,
    // What is not encrypted is asked of the proxy itself: many refuse a tunnel for it.
    proxyTunnel: false,
    requestTls: tls,
    proxyTls: tls,
    clientFactory: (origin, options) => {
      const pool = toProxy(origin, options as Connecting);
      const connect: Connect = pool.connect.bind(pool);
      const tunnel: Connect = async (asked) => {
        const answer = await connect(asked);
        if (answer.statusCode === 200) return answer;
        answer.socket.on('error', () => undefined).destroy();
        throw proxyRefusal(proxy, answer.statusCode);
      };
      return Object.assign(pool, { connect: tunnel });
    },
    factory: (origin, options) =>
      String(origin) === proxy.href ? toProxy(proxy, options as Connecting) : new Pool(origin, options),
  });
}

interface Connecting {
  connect: buildConnector.connector;
}

type Connect = (options: Dispatcher.ConnectOptions) => Promise<Dispatcher.ConnectData>;

/** What a proxy's refusal means. @param status of HTTP. */
function proxyRefusal({ host }: URL, status: number): Error {
  const asks = status === 407;
  return new Error(
    `the proxy ${host} ${asks ? 'asks for a user name and a password' : `refuses it with status ${status}`}`,
  );
}

function proxyAway({ host }: URL, error: unknown): Error {
  return new Error(`the proxy ${host} cannot be reached: ${networkReason(error)}`);
}
