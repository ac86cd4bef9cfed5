import { validateHeaderName, validateHeaderValue } from 'node:http';
import { Failure } from '../../../contract/failure';
import { isRecord } from '../../../contract/version';

/** The newest `schema` of a target's file that this Bellhop reads, and the one that it writes. */
const SCHEMA = 1;

/** A target that was added by hand. The values of its headers are secrets and are kept elsewhere. */
export interface UrlTarget {
  schema: number;
  title: string;
  url: string;
  /** The names of its headers. */
  headers: string[];
}

/** What a person gave: an address, and the headers that go with each request. */
export interface GivenAddress {
  url: string;
  headers: Record<string, string>;
}

/** Headers that the request itself decides about. */
const OWN_HEADERS = ['content-length', 'content-type', 'host', 'connection', 'transfer-encoding', 'accept'];

/**
 * Reads an address that a person typed. A user and password in it become a header, so that the address can be shown.
 *
 * @throws Failure `address-wrong`, without the text: it may hold a password.
 */
export function readAddress(text: string): GivenAddress {
  const trimmed = text.trim();
  const url = URL.canParse(trimmed) ? new URL(trimmed) : undefined;
  const plain = url && ['http:', 'https:'].includes(url.protocol) && url.search === '' && url.hash === '';
  if (!plain) {
    throw new Failure(
      'address-wrong',
      'This is no address of a target.',
      'Give one such as http://127.0.0.1:8080, without ? and #.',
    );
  }
  const { username, password } = url;
  url.username = '';
  url.password = '';
  const address = url.href.replace(/\/+$/, '');
  if (username === '' && password === '') return { url: address, headers: {} };
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
  return { url: address, headers: { Authorization: `Basic ${credentials.toString('base64')}` } };
}

/**
 * Checks a header that a person gave.
 *
 * @throws Failure `header-wrong`, which tells the name and never the value.
 */
export function checkHeader(name: string, value: string): void {
  try {
    validateHeaderName(name);
  } catch {
    throw new Failure('header-wrong', 'This is no name of a header.', 'Give one such as Authorization.');
  }
  if (OWN_HEADERS.includes(name.toLowerCase())) {
    const message = `Bellhop sets the header ${name} itself.`;
    throw new Failure('header-wrong', message, 'Leave it away.');
  }
  try {
    validateHeaderValue(name, value);
    if (value.trim() === '') throw new TypeError('empty');
  } catch {
    const message = `The value of the header ${name} is empty or holds characters that no header may have.`;
    throw new Failure('header-wrong', message, 'Give it without line breaks.');
  }
}

/** Whether an address is this machine's own, by its name: nothing is looked up. */
export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  );
}

/** Reads the file of a target; undefined for what is none, or a newer Bellhop's. */
export function readUrlTarget(document: unknown): UrlTarget | undefined {
  if (!isRecord(document) || document['schema'] !== SCHEMA) return undefined;
  const { title, url, headers } = document;
  const holds =
    typeof title === 'string' &&
    typeof url === 'string' &&
    /^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '') &&
    Array.isArray(headers) &&
    headers.every((name) => typeof name === 'string');
  return holds ? { schema: SCHEMA, title, url, headers } : undefined;
}

export function newUrlTarget(title: string, url: string, headers: readonly string[]): UrlTarget {
  return { schema: SCHEMA, title, url, headers: [...headers] };
}
