import { AsyncLocalStorage } from 'node:async_hooks';
import { readFile } from 'node:fs/promises';
import { Failure, reason } from '../../contract/failure';

/** What one source (settings, environment, company file) says of the way to the network; absent keys are left to others. */
export interface NetworkChoice {
  /** For everything, or by the scheme of what is asked. */
  proxy?: string | { http?: string; https?: string };
  /** Hosts that are asked directly. */
  noProxy?: readonly string[];
  /** A PEM file with the authorities to trust, in the place of those that a program knows itself. */
  caFile?: string;
  /** The programs that this process runs have it already. */
  isInherited?: boolean;
  /** Where the choice was made, for messages: "the setting bellhop.network.proxy". */
  from: string;
}

/** The way to the network of this process and the programs that it runs. */
export interface Network {
  proxies: { http?: URL; https?: URL };
  noProxy: readonly string[];
  /** The authorities to trust, in PEM. */
  ca?: string;
  /** What tells git, pip, uv and what else is run of it; empty where they have it already. */
  variables: Readonly<Record<string, string>>;
}

/** Never behind a proxy: the scorers, APIs and tests of this machine. */
const LOOPBACK = ['localhost', '127.0.0.1', '::1'];
/** Where programs are told which authorities to trust: Python and uv, pip, requests, git. */
const TRUSTING = ['SSL_CERT_FILE', 'PIP_CERT', 'REQUESTS_CA_BUNDLE', 'GIT_SSL_CAINFO'];

/**
 * Puts choices together: each key is that of the first who gives it.
 *
 * @throws Failure `proxy-invalid`, `network-ca-file`.
 */
export async function resolveNetwork(...choices: readonly NetworkChoice[]): Promise<Network> {
  const proxied = choices.find(({ proxy }) => proxy !== undefined);
  const excepted = choices.find(({ noProxy }) => noProxy !== undefined);
  const trusting = choices.find(({ caFile }) => caFile !== undefined);
  const { proxy } = proxied ?? {};
  const { http, https } = typeof proxy === 'string' ? { http: proxy, https: proxy } : (proxy ?? {});
  const from = proxied?.from ?? '';
  const proxies = {
    ...(http !== undefined && { http: proxyUrl(http, from) }),
    ...(https !== undefined && { https: proxyUrl(https, from) }),
  };
  const noProxy = excepted?.noProxy ?? [];
  const { caFile, isInherited = false } = trusting ?? {};
  const ca =
    caFile === undefined
      ? undefined
      : await certificates(caFile, trusting?.from ?? '').catch((error: unknown) => {
          // OpenSSL passes over what the environment names and nobody can read.
          if (isInherited) return undefined;
          throw error;
        });
  return {
    proxies,
    noProxy,
    ...(ca !== undefined && { ca }),
    variables: {
      ...(proxied && proxied.isInherited !== true && proxyVariables(proxies, noProxy)),
      ...(caFile !== undefined && !isInherited && Object.fromEntries(TRUSTING.map((name) => [name, caFile]))),
    },
  };
}

/**
 * What the variables say that pip, uv, git and curl read, in either case of letters. Proxies of other kinds, which some of
 * these know, are passed over.
 */
export function environmentChoice(env: NodeJS.ProcessEnv): NetworkChoice {
  const of = (name: string): string | undefined => (env[name.toLowerCase()] ?? env[name]) || undefined;
  const proxyIn = (name: string): string | undefined => {
    const text = of(name);
    return text === undefined || readProxy(text) === undefined ? undefined : text;
  };
  const [http, https, noProxy] = [proxyIn('HTTP_PROXY'), proxyIn('HTTPS_PROXY'), of('NO_PROXY')];
  const caFile = env['SSL_CERT_FILE'] || undefined;
  const proxy = { ...(http !== undefined && { http }), ...(https !== undefined && { https }) };
  return {
    ...(Object.keys(proxy).length > 0 && { proxy }),
    ...(noProxy !== undefined && { noProxy: listOf(noProxy) }),
    ...(caFile !== undefined && { caFile }),
    isInherited: true,
    from: 'the environment',
  };
}

/** Hosts with commas or spaces between them. */
export function listOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((host) => host !== '');
}

type FindNetwork = () => Promise<Network>;

let find: FindNetwork = () => Promise.resolve({ proxies: {}, noProxy: [], variables: {} });
const byAnother = new AsyncLocalStorage<Network>();

/**
 * Says what the way to the network of this process is, or how it is found: that is done when something goes there, so that
 * nobody has to see to it before.
 */
export function useNetwork(way: Network | FindNetwork): void {
  find = typeof way === 'function' ? way : () => Promise.resolve(way);
}

/** The way to the network of this process, as it is now. @throws what finding it throws. */
export function wayToNetwork(): Promise<Network> {
  const other = byAnother.getStore();
  return other ? Promise.resolve(other) : find();
}

/** Does something by another way than that of this process: what that is found by cannot wait for it. */
export function goingBy<T>(network: Network, work: () => Promise<T>): Promise<T> {
  return byAnother.run(network, work);
}

/** The environment of a program that speaks to servers: it is told the way there. @throws what finding that throws. */
export async function networkEnvironment(env: NodeJS.ProcessEnv = process.env): Promise<NodeJS.ProcessEnv> {
  return { ...env, ...(await wayToNetwork()).variables };
}

/** Whether anything is set: where nothing is, every program goes its own way. */
export function isSet({ proxies, ca }: Network): boolean {
  return proxies.http !== undefined || proxies.https !== undefined || ca !== undefined;
}

/** The proxy on the way to an address; undefined where it is asked directly. */
export function proxyFor(address: URL, { proxies, noProxy }: Network): URL | undefined {
  const proxy = address.protocol === 'https:' ? proxies.https : proxies.http;
  return proxy && !isExcepted(address, [...LOOPBACK, ...noProxy]) ? proxy : undefined;
}

/** Whether an address is this machine's own. */
export function isLoopback(address: URL): boolean {
  return isExcepted(address, LOOPBACK);
}

/** As curl and git read NO_PROXY: a host and those below it, with a port perhaps; `*` is every host. */
function isExcepted({ hostname, port, protocol }: URL, hosts: readonly string[]): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const at = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  return hosts.some((one) => {
    if (one === '*') return true;
    const [, name = '', only] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(one === '::1' ? `[${one}]` : one) ?? [];
    const wanted = name.replace(/^\*?\./, '').toLowerCase();
    return (only === undefined || only === at) && (host === wanted || host.endsWith(`.${wanted}`));
  });
}

/** A program reads one of the two cases, or the one before the other. */
function proxyVariables(
  { http, https }: Network['proxies'],
  noProxy: readonly string[],
): Record<string, string> {
  const values: Record<string, string> = {
    ...(http && { HTTP_PROXY: http.href }),
    ...(https && { HTTPS_PROXY: https.href }),
    NO_PROXY: [...LOOPBACK, ...noProxy].join(','),
  };
  for (const [name, value] of Object.entries(values)) values[name.toLowerCase()] = value;
  return values;
}

/** The address of an HTTP proxy, which may lack its scheme; undefined for what is none. */
function readProxy(text: string): URL | undefined {
  const address = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url && ['http:', 'https:'].includes(url.protocol) && url.hostname !== '' ? url : undefined;
}

function proxyUrl(text: string, from: string): URL {
  const url = readProxy(text);
  if (url) return url;
  // Without the text: it may hold a password.
  throw new Failure(
    'proxy-invalid',
    `The proxy that ${from} names is no address of an HTTP proxy.`,
    'Give one such as http://proxy.example.com:3128.',
  );
}

async function certificates(file: string, from: string): Promise<string> {
  const next = 'Name a file that holds the certificates of your network in PEM.';
  const unreadable = (why: string, cause?: unknown): Failure =>
    new Failure('network-ca-file', `The CA file ${file} of ${from} cannot be used: ${why}.`, next, { cause });
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw unreadable(reason(cause), cause);
  });
  if (!text.includes('-----BEGIN CERTIFICATE-----')) throw unreadable('it holds no certificate in PEM');
  return text;
}
