import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Artefact } from '../../../contract/artefact';
import { isRecord } from '../../../contract/version';
import { normalizedName } from '../../../extension/packageIndex/packageName';
import { zipFile } from '../../unit/scaffold/zipFile';

const MODEL_JSON = path.resolve(import.meta.dirname, '../../fixtures/artefacts/frequency/model.json');

export interface ServedWheel {
  /** Its file name. */
  name: string;
  bytes: Buffer;
  requiresPython?: string;
  yanked?: string;
  /** A hash that is not its own. */
  sha256?: string;
  /** Its METADATA, for an index that offers that beside the wheel. */
  metadata?: string;
}

export interface IndexServerOptions {
  /** What it answers in; HTML where absent. */
  format?: 'html' | 'json';
  /** Whether it gives parts of files. */
  ranges?: boolean;
  /** `user:password` that it asks for. */
  login?: string;
  /** Its certificate, where it speaks HTTPS. */
  tls?: { key: Buffer; cert: Buffer };
  /** What it says of the METADATA that it offers beside a wheel: by the newer name of that, or the older one. */
  metadata?: { name: 'core-metadata' | 'dist-info-metadata'; says: 'true' | 'hash' | 'another hash' };
  /** Whether its pages tell hashes. */
  hashes?: boolean;
}

/** A package index of PEP 503, PEP 691 and PEP 592 that holds the wheels it is given; it remembers what it was asked. */
export class IndexServer {
  readonly asked: { url: string; range: string | undefined; authorization: string | undefined }[] = [];
  /** How many bytes of files it sent. */
  sent = 0;
  private readonly server: Server;

  constructor(
    private readonly wheels: readonly ServedWheel[],
    private readonly options: IndexServerOptions = {},
  ) {
    const answer = (request: IncomingMessage, response: ServerResponse): void =>
      this.answer(request, response);
    this.server = options.tls ? createSecureServer(options.tls, answer) : createServer(answer);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Starts it and gives the address of the index. */
  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `${this.options.tls ? 'https' : 'http'}://127.0.0.1:${this.port}/simple`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private answer({ url = '', headers }: IncomingMessage, response: ServerResponse): void {
    const { range, authorization } = headers;
    this.asked.push({ url, range, authorization });
    const { login } = this.options;
    if (login !== undefined && authorization !== `Basic ${Buffer.from(login).toString('base64')}`) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="packages"' }).end();
      return;
    }
    const [, kind, name = ''] = /^\/(simple|files)\/([^/]*)\/?$/.exec(url) ?? [];
    if (kind === 'simple') this.page(name, response);
    else this.file(decodeURIComponent(name), range, response);
  }

  private page(name: string, response: ServerResponse): void {
    const names = [...new Set(this.wheels.map((wheel) => normalizedName(wheel.name.split('-')[0] ?? '')))];
    const files = this.wheels.filter((wheel) => normalizedName(wheel.name.split('-')[0] ?? '') === name);
    if (name !== '' && files.length === 0) response.writeHead(404).end();
    else if (this.options.format === 'json') {
      response.writeHead(200, { 'content-type': 'application/vnd.pypi.simple.v1+json' });
      response.end(JSON.stringify(this.json(name, names, files)));
    } else {
      const links = name === '' ? names.map((one) => `<a href="${one}/">${one}</a>`) : files.map(this.link);
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(
        `<!DOCTYPE html><html><head><meta name="pypi:repository-version" content="1.0"></head><body>${links.join('<br>\n')}</body></html>`,
      );
    }
  }

  private readonly link = (wheel: ServedWheel): string => {
    const { name, requiresPython, yanked } = wheel;
    const hash = this.options.hashes === false ? '' : `#sha256=${hashOf(wheel)}`;
    const python = requiresPython === undefined ? '' : ` data-requires-python="${escaped(requiresPython)}"`;
    const out = yanked === undefined ? '' : ` data-yanked="${escaped(yanked)}"`;
    const offered = this.offered(wheel);
    const said = isRecord(offered) ? `sha256=${offered.sha256}` : String(offered);
    const beside = offered === undefined ? '' : ` data-${this.options.metadata?.name ?? ''}="${said}"`;
    return `<a href="../../files/${encodeURIComponent(name)}${hash}"${python}${out}${beside}>${name}</a>`;
  };

  private json(name: string, names: readonly string[], files: readonly ServedWheel[]): object {
    const meta = { 'api-version': '1.1' };
    if (name === '') return { meta, projects: names.map((one) => ({ name: one })) };
    return {
      meta,
      name,
      files: files.map((wheel) => ({
        filename: wheel.name,
        url: `/files/${encodeURIComponent(wheel.name)}`,
        hashes: this.options.hashes === false ? {} : { sha256: hashOf(wheel) },
        'requires-python': wheel.requiresPython ?? null,
        yanked: wheel.yanked ?? false,
        ...(this.options.metadata && { [this.options.metadata.name]: this.offered(wheel) }),
      })),
    };
  }

  /** What the pages say of the METADATA of a wheel. */
  private offered({ metadata = '' }: ServedWheel): true | { sha256: string } | undefined {
    const { says } = this.options.metadata ?? {};
    if (says === undefined) return undefined;
    const sha256 = says === 'hash' ? createHash('sha256').update(metadata).digest('hex') : '0'.repeat(64);
    return says === 'true' ? true : { sha256 };
  }

  private file(name: string, range: string | undefined, response: ServerResponse): void {
    const beside = this.wheels.find((wheel) => `${wheel.name}.metadata` === name)?.metadata;
    if (beside !== undefined && this.options.metadata) {
      response.writeHead(200).end(beside);
      return;
    }
    const bytes = this.wheels.find((wheel) => wheel.name === name)?.bytes;
    if (!bytes) {
      response.writeHead(404).end();
      return;
    }
    const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
    if (this.options.ranges === false || range === undefined) {
      this.sent += bytes.length;
      response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
      return;
    }
    const start = from === '' ? Math.max(0, bytes.length - Number(to)) : Number(from);
    const end = from === '' || to === '' ? bytes.length : Math.min(Number(to) + 1, bytes.length);
    this.sent += end - start;
    response.writeHead(206, { 'content-range': `bytes ${start}-${end - 1}/${bytes.length}` });
    response.end(bytes.subarray(start, end));
  }
}

/** Wheels on this disk. */
export function wheelsAt(...files: readonly string[]): ServedWheel[] {
  return files.map((file) => ({ name: path.basename(file), bytes: readFileSync(file) }));
}

const WHEEL = 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n';

function metadataOf(version: string): string {
  return `Metadata-Version: 2.1\nName: claim-frequency\nVersion: ${version}\n`;
}

/** The wheel of a model package: the artefact `frequency` of the fixtures, with what `change` makes of it. */
export function modelWheel(
  version: string,
  more: Partial<ServedWheel> & {
    change?: (artefact: Artefact) => void;
    /** The bytes in the place of its model.onnx; absent for one that cannot be served. */
    graph?: Buffer;
    /** What its METADATA has beside name and version. */
    headers?: string;
    /** What lies beside its model.onnx. */
    files?: Record<string, Buffer>;
  } = {},
): ServedWheel {
  const { change, graph = Buffer.alloc(0), headers = '', files = {}, ...rest } = more;
  const metadata = `${metadataOf(version)}${headers}`;
  const artefact = JSON.parse(readFileSync(MODEL_JSON, 'utf8')) as Artefact;
  Object.assign(artefact, { name: 'claim-frequency', version });
  change?.(artefact);
  const bytes = zipFile([
    { name: 'claim_frequency/__init__.py' },
    { name: 'claim_frequency/artefacts/model.json', content: JSON.stringify(artefact) },
    { name: 'claim_frequency/artefacts/model.onnx', content: graph },
    ...Object.entries(files).map(([name, content]) => ({
      name: `claim_frequency/artefacts/${name}`,
      content,
    })),
    { name: `claim_frequency-${version}.dist-info/METADATA`, content: metadata },
    { name: `claim_frequency-${version}.dist-info/WHEEL`, content: WHEEL },
    { name: `claim_frequency-${version}.dist-info/RECORD` },
  ]);
  return { name: `claim_frequency-${version}-py3-none-any.whl`, bytes, metadata, ...rest };
}

export function hashOf({ bytes, sha256 }: ServedWheel): string {
  return sha256 ?? createHash('sha256').update(bytes).digest('hex');
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/>/g, '&gt;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}
