import { Cancelled, Failure } from '../../contract/failure';
import { networkReason } from '../network/networkReason';
import { webFetch } from '../network/webFetch';
import { isSame, type FindLogin } from './logins';
import type { Login } from './netrc';

/** How long an index may take to begin its answer, in milliseconds. */
const PATIENCE = 30_000;
/** How many logins are tried before it is said that none of them is right. */
const TRIES = 3;

/**
 * Asks a package index over HTTP. A login is found for a host, sent in a header to that host alone, and shown nowhere; no
 * message holds what a URL has after its path.
 */
export class IndexHttp {
  private readonly logins = new Map<string, Login>();

  constructor(private readonly findLogin: FindLogin) {}

  /**
   * The answer to a GET, whose status is one that says that there is something, or 404.
   *
   * @throws Failure `index-unreachable`, `index-login`, `index-failed`; Cancelled.
   */
  async get(url: string, headers: Record<string, string>, signal?: AbortSignal): Promise<Response> {
    const address = new URL(url);
    let login = this.logins.get(address.origin) ?? (await this.findLogin(address));
    for (let attempt = 1; ; attempt += 1) {
      const response = await ask(address, { ...headers, ...(login && authorization(login)) }, signal);
      const { status } = response;
      if (status !== 401 && status !== 403) {
        if (login) this.logins.set(address.origin, login);
        if (response.ok || status === 404 || status === 416) return response;
      }
      await response.body?.cancel();
      if (status !== 401 && status !== 403) throw failed(address, `answers with status ${status}`);
      const next = attempt < TRIES ? await this.findLogin(address, { login }) : undefined;
      if (!next || isSame(next, login)) throw refusedLogin(address, login);
      login = next;
    }
  }

  /** The text of an answer. @throws Failure `index-failed` where it is longer than `most` bytes; Cancelled. */
  async text(response: Response, most: number, signal?: AbortSignal): Promise<string> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of bodyOf(response, most, signal)) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
  }
}

/** The bytes of an answer, as they come. @throws Failure `index-failed`, `index-unreachable`; Cancelled. */
export async function* bodyOf(
  response: Response,
  most: number,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const address = new URL(response.url);
  let size = 0;
  const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader();
  try {
    for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
      size += part.value.length;
      if (size > most) throw failed(address, `sends more than ${Math.round(most / 1e6)} MB`);
      yield part.value;
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (signal?.aborted) throw new Cancelled();
    throw unreachable(address, error);
  } finally {
    await reader?.cancel().catch(() => undefined);
  }
}

/** Without login and query, which may hold a secret. */
export function shownUrl({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

async function ask(
  address: URL,
  headers: Record<string, string>,
  signal: AbortSignal | undefined,
): Promise<Response> {
  if (signal?.aborted) throw new Cancelled();
  const ending = new AbortController();
  const end = (): void => ending.abort();
  // Not AbortSignal.timeout: the time is for the beginning of the answer alone.
  const timer = setTimeout(end, PATIENCE);
  signal?.addEventListener('abort', end, { once: true });
  try {
    // `fetch` takes no login in a URL, and drops the header where it is sent on to another host.
    return await webFetch(withoutLogin(address), { headers, signal: ending.signal });
  } catch (error) {
    if (signal?.aborted) throw new Cancelled();
    if (ending.signal.aborted) throw unreachable(address, new Error(`no answer within ${PATIENCE / 1000} s`));
    throw unreachable(address, error);
  } finally {
    clearTimeout(timer);
  }
}

function withoutLogin(address: URL): URL {
  const url = new URL(address);
  url.username = '';
  url.password = '';
  return url;
}

function authorization({ user, password }: Login): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}

function unreachable(address: URL, error: unknown): Failure {
  return new Failure(
    'index-unreachable',
    `The package index ${shownUrl(address)} cannot be reached: ${networkReason(error)}.`,
    'Check the address and your network, and try again.',
    { cause: error },
  );
}

function refusedLogin(address: URL, login: Login | undefined): Failure {
  const { hostname } = address;
  return new Failure(
    'index-login',
    login
      ? `The package index at ${shownUrl(address)} refuses the user name and password that there are for ${hostname}.`
      : `The package index at ${shownUrl(address)} asks for a user name and a password, and there are none for ${hostname}.`,
    `Put them into your netrc file, as "machine ${hostname} login USER password PASSWORD".`,
  );
}

function failed(address: URL, what: string): Failure {
  return new Failure(
    'index-failed',
    `The package index at ${shownUrl(address)} ${what}.`,
    'Try again later, or tell whoever keeps the index.',
  );
}
