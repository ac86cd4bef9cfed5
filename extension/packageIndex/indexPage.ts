import { Parser } from 'htmlparser2';
import { Failure } from '../../contract/failure';
import { isRecord } from '../../contract/version';

/** A file that an index offers, as its page describes it. */
export interface IndexFile {
  name: string;
  /** Absolute. */
  url: string;
  /** In hex; undefined where the index gives no SHA-256. */
  sha256?: string;
  /** The versions of Python that it is for, as in PEP 440: `>=3.11`. */
  requiresPython?: string;
  /** The index offers its METADATA as a file of its own (PEP 658, 714); with its SHA-256 in hex, or an empty text. */
  metadata?: string;
  /** Why it is not to be used any more (PEP 592), which may be an empty text; undefined where it is. */
  yanked?: string;
}

const JSON_TYPE = 'application/vnd.pypi.simple.v1+json';
const HTML_TYPE = 'application/vnd.pypi.simple.v1+html';
/** What an index is asked for: JSON (PEP 691) where it has that, else HTML (PEP 503). */
export const ACCEPTED = `${JSON_TYPE}, ${HTML_TYPE};q=0.2, text/html;q=0.1`;
/** The format of pages that this reads (PEP 629); another first number is another format. */
const FORMAT = '1';

/** What a page of an index says. */
export interface IndexPage {
  files: IndexFile[];
  /** Names of packages, of the page of all. */
  names: string[];
}

/**
 * Reads a page of a package index: that of one package, or that of all.
 *
 * @param type its `Content-Type`.
 * @param url where it was read, which its links are relative to.
 * @throws Failure `index-broken` or `index-newer`.
 */
export function readPage(text: string, type: string, url: string): IndexPage {
  return type.split(';')[0]?.trim().toLowerCase() === JSON_TYPE ? jsonPage(text, url) : htmlPage(text, url);
}

function jsonPage(text: string, url: string): IndexPage {
  let page: unknown;
  try {
    page = JSON.parse(text);
  } catch {
    page = undefined;
  }
  if (!isRecord(page)) throw broken(url);
  const meta = isRecord(page['meta']) ? page['meta'] : {};
  checkFormat(meta['api-version'], url);
  const { files = [], projects = [] } = page;
  if (!Array.isArray(files) || !Array.isArray(projects)) throw broken(url);
  return {
    files: files.filter(isRecord).flatMap((file) => fileOfJson(file, url)),
    names: projects.filter(isRecord).flatMap(({ name }) => (typeof name === 'string' ? [name] : [])),
  };
}

function fileOfJson(file: Record<string, unknown>, base: string): IndexFile[] {
  const { filename, url, hashes, yanked } = file;
  const address = typeof url === 'string' ? absolute(url, base) : undefined;
  if (typeof filename !== 'string' || !address) return [];
  const sha256 = isRecord(hashes) ? hashes['sha256'] : undefined;
  return [
    {
      name: filename,
      url: address.href,
      ...described(sha256, file['requires-python']),
      ...metadataOf(file['core-metadata'] ?? file['dist-info-metadata']),
      ...(yanked === true && { yanked: '' }),
      ...(typeof yanked === 'string' && { yanked }),
    },
  ];
}

function htmlPage(text: string, url: string): IndexPage {
  const page: IndexPage = { files: [], names: [] };
  let base = url;
  let link: { attributes: Record<string, string>; text: string } | undefined;
  const parser = new Parser({
    onopentag: (tag, attributes) => {
      if (tag === 'meta' && attributes['name'] === 'pypi:repository-version') {
        checkFormat(attributes['content'], url);
      } else if (tag === 'base') base = absolute(attributes['href'] ?? '', url)?.href ?? base;
      else if (tag === 'a') link = { attributes, text: '' };
    },
    ontext: (part) => {
      if (link) link.text += part;
    },
    onclosetag: (tag) => {
      if (tag !== 'a' || !link) return;
      page.names.push(link.text.trim());
      page.files.push(...fileOfLink(link.text.trim(), link.attributes, base));
      link = undefined;
    },
  });
  parser.end(text);
  return page;
}

function fileOfLink(name: string, attributes: Record<string, string>, base: string): IndexFile[] {
  const address = absolute(attributes['href'] ?? '', base);
  if (!address) return [];
  // What follows the # is the hash of the file: `#sha256=...`.
  const [, sha256] = /^#sha256=([0-9a-f]{64})$/i.exec(address.hash) ?? [];
  address.hash = '';
  const yanked = attributes['data-yanked'];
  return [
    {
      name,
      url: address.href,
      ...described(sha256, attributes['data-requires-python']),
      ...metadataOf(attributes['data-core-metadata'] ?? attributes['data-dist-info-metadata']),
      ...(yanked !== undefined && { yanked }),
    },
  ];
}

function described(sha256: unknown, requiresPython: unknown): Partial<IndexFile> {
  return {
    ...(typeof sha256 === 'string' && /^[0-9a-f]{64}$/i.test(sha256) && { sha256: sha256.toLowerCase() }),
    ...(typeof requiresPython === 'string' && requiresPython !== '' && { requiresPython }),
  };
}

/** @param said `true`, a hash as JSON says it, or `sha256=...` as HTML does; anything else offers no file. */
function metadataOf(said: unknown): Pick<IndexFile, 'metadata'> {
  if (said === true || said === 'true') return { metadata: '' };
  const hash = isRecord(said) ? said['sha256'] : /^sha256=(.*)$/.exec(String(said))?.[1];
  if (typeof hash === 'string' && /^[0-9a-f]{64}$/i.test(hash)) return { metadata: hash.toLowerCase() };
  return isRecord(said) ? { metadata: '' } : {};
}

/** Only what is got over HTTP is a file of an index. */
function absolute(url: string, base: string): URL | undefined {
  if (!URL.canParse(url, base)) return undefined;
  const address = new URL(url, base);
  return ['http:', 'https:'].includes(address.protocol) ? address : undefined;
}

function checkFormat(version: unknown, url: string): void {
  if (typeof version !== 'string' || version.split('.')[0] === FORMAT) return;
  throw new Failure(
    'index-newer',
    `The package index page ${url} has the format ${version}; this Bellhop reads format ${FORMAT}.`,
    'Update Bellhop.',
  );
}

function broken(url: string): Failure {
  return new Failure(
    'index-broken',
    `${url} is no page of a package index.`,
    'Check the address of the index; it often ends in /simple.',
  );
}
