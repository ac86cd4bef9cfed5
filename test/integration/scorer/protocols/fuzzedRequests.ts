import type { Artefact, Row } from '../../../../contract/artefact';
import { binaryBody, columnInputs, HEADER_LENGTH, type Metadata } from './tensors';

/** Requests to every route that begin as good ones and are then spoilt, the same for the same seed. */

export interface FuzzedRequest {
  method: string;
  path: string;
  body: Buffer;
  headers: Record<string, string>;
}

/** Numbers from 0 to below 1 (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Stands in JSON for what JSON.stringify cannot write. */
const RAW = '@raw:';

const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  2 ** 53,
  -(2 ** 31) - 1,
  1e308,
  `${RAW}1e999`,
  `${RAW}-0`,
  `${RAW}NaN`,
  `${RAW}12345678901234567890`,
  '',
  ' ',
  'x'.repeat(5000),
  '__proto__',
  'constructor',
  '\ud800',
  '\u0000',
  '1',
  'NaN',
  [],
  {},
  [[]],
  [null],
  [1, 2, 3],
  { a: 1 },
  [[1], [2, 3]],
  1e15,
  [1e15, 1e15],
  [0, 0],
  [-1],
  'FP16',
  'BYTES',
  'BOOL',
];
const ODD_NAMES = ['__proto__', 'constructor', 'toString', 'inputs', 'rows', 'data', 'shape', 'x', ''];
const ODD_TYPES = [
  '',
  'text/plain',
  'text/csv',
  'application/octet-stream',
  'application/json; charset=utf-16',
  'a/b;c',
];
const ODD_LENGTHS = ['0', '1', '10', '-5', '1e2', '99999999999999999999', 'x', '00'];
const ODD_PATHS = ['%', '%00', '%2F', '..', '/', '//', '%E0%A4', ':predict', '?x=1', '#', 'ä', ' '];

export class Fuzzer {
  private readonly random: () => number;
  private readonly scoring: readonly FuzzedRequest[];
  private readonly others: readonly FuzzedRequest[];

  constructor(seed: number, artefact: Artefact, metadata: Metadata) {
    this.random = randomOf(seed);
    this.scoring = scoringRequests(artefact, metadata);
    this.others = otherRequests(artefact);
  }

  next(): FuzzedRequest {
    const { body, ...seed } = this.pick(this.chance(0.9) ? this.scoring : this.others);
    const request: FuzzedRequest = { ...seed, headers: { ...seed.headers }, body };
    const isBinary = HEADER_LENGTH in request.headers;
    if (!isBinary && this.chance(0.7)) request.body = this.spoiltJson(body);
    if (this.chance(isBinary ? 0.7 : 0.2)) request.body = this.spoiltBytes(request.body);
    if (this.chance(0.1)) request.headers['content-type'] = this.pick(ODD_TYPES);
    if (this.chance(isBinary ? 0.3 : 0.05)) request.headers[HEADER_LENGTH] = this.pick(ODD_LENGTHS);
    if (this.chance(0.05)) request.method = this.pick(['GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'HEAD']);
    if (this.chance(0.1)) request.path = this.spoiltPath(request.path);
    return request;
  }

  private chance(share: number): boolean {
    return this.random() < share;
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  private pick<Value>(list: readonly Value[]): Value {
    return list[this.below(list.length)] as Value;
  }

  /** Changes one to three places of a JSON document; what is none is spoilt by its bytes. */
  private spoiltJson(body: Buffer): Buffer {
    let document: { whole: unknown };
    try {
      document = { whole: JSON.parse(body.toString()) as unknown };
    } catch {
      return this.spoiltBytes(body);
    }
    for (let change = this.below(3); change >= 0; change--) this.change(document);
    const text = JSON.stringify(document.whole) as string | undefined;
    return Buffer.from((text ?? '').replaceAll(new RegExp(`"${RAW}([^"]*)"`, 'g'), '$1'));
  }

  private change(document: object): void {
    const places = placesOf(document);
    const { holder, key } = this.pick(places);
    const [container, name] = [holder as Record<string, unknown>, String(key)];
    const value = container[name];
    switch (this.below(6)) {
      case 0:
        if (Array.isArray(holder)) holder.splice(Number(key), 1);
        else Reflect.deleteProperty(container, name);
        break;
      case 1:
        if (Array.isArray(holder)) holder.push(value);
        else put(container, this.pick(ODD_NAMES), value);
        break;
      case 2:
        container[name] = Array.from({ length: this.below(4) }, () => value);
        break;
      case 3:
        container[name] = this.deep(value);
        break;
      case 4:
        container[name] = null;
        break;
      default:
        container[name] = structuredClone(this.pick(ODD_VALUES));
    }
  }

  private deep(value: unknown): unknown {
    let outer = value;
    for (let depth = this.pick([1, 2, 100, 500]); depth > 0; depth--) outer = [outer];
    return outer;
  }

  private spoiltBytes(body: Buffer): Buffer {
    const bytes = Buffer.from(body);
    const at = this.below(bytes.length + 1);
    switch (this.below(4)) {
      case 0:
        return bytes.subarray(0, at);
      case 1:
        return Buffer.concat([bytes.subarray(0, at), this.noise(), bytes.subarray(at)]);
      case 2:
        return Buffer.concat([bytes, bytes.subarray(at)]);
      default:
        for (let flips = this.below(8); flips >= 0; flips--) {
          if (bytes.length > 0) bytes[this.below(bytes.length)] = this.below(256);
        }
        return bytes;
    }
  }

  private noise(): Buffer {
    return Buffer.from(Array.from({ length: this.below(20) }, () => this.below(256)));
  }

  private spoiltPath(path: string): string {
    const parts = path.split('/');
    const at = 1 + this.below(parts.length - 1);
    parts[at] = this.chance(0.5) ? this.pick(ODD_PATHS) : `${parts[at] ?? ''}${this.pick(ODD_PATHS)}`;
    // What Node itself would not send.
    return parts.join('/').replaceAll(' ', '%20').replaceAll('ä', '%C3%A4');
  }
}

/** Also under names that an assignment takes for something else. */
function put(container: object, name: string, value: unknown): void {
  Object.defineProperty(container, name, { value, enumerable: true, configurable: true, writable: true });
}

interface Place {
  holder: object;
  key: string | number;
}

function placesOf(holder: object): Place[] {
  const places: Place[] = [];
  const stack = [holder];
  for (let container = stack.pop(); container; container = stack.pop()) {
    for (const [key, value] of Object.entries(container) as [string, unknown][]) {
      places.push({ holder: container, key });
      if (typeof value === 'object' && value !== null) stack.push(value);
    }
  }
  return places.length > 0 ? places : [{ holder, key: 'whole' }];
}

const JSON_TYPE = { 'content-type': 'application/json' };

function post(path: string, body: unknown): FuzzedRequest {
  return { method: 'POST', path, body: Buffer.from(JSON.stringify(body)), headers: JSON_TYPE };
}

function get(path: string): FuzzedRequest {
  return { method: 'GET', path, body: Buffer.alloc(0), headers: {} };
}

/** A good request to each other route. */
function otherRequests({ name, version }: Artefact): FuzzedRequest[] {
  const model = `/v2/models/${name}`;
  return [
    post('/v2/repository/index', { ready: true }),
    post(`/v2/repository/models/${name}/load`, {}),
    post(`/v2/repository/models/${name}/unload`, {}),
    ...['/schema', '/examples', '/openapi.json', '/health/live', '/health/ready', '/metrics'].map(get),
    ...['/docs', '/docs/page.js', '/docs/page.css', '/v2/docs', '/v2/docs/dataplane.json'].map(get),
    ...[`/v2/models/${name}/docs`, `/v2/models/${name}/docs/dataplane.json`].map(get),
    ...['/', '/ping', '/health', '/version', '/v1/models', `/v1/models/${name}`].map(get),
    ...[
      '/v2',
      '/v2/health/live',
      '/v2/health/ready',
      model,
      `${model}/ready`,
      `${model}/versions/${version}`,
    ].map(get),
  ];
}

/** A good request to each route that scores, in each of its formats. */
function scoringRequests({ name, version, input, golden }: Artefact, metadata: Metadata): FuzzedRequest[] {
  const rows = golden.rows.slice(0, 3).map(({ row }) => row);
  const names = input['x-order'];
  const lists = rows.map((row) => names.map((column) => row[column] ?? null));
  const columns = Object.fromEntries(
    names.map((column) => [column, rows.map((row: Row) => row[column] ?? null)]),
  );
  const model = `/v2/models/${name}`;
  const inputs = columnInputs(metadata, rows);
  const width = names.length;
  const whole = { name: 'all', datatype: 'FP64', shape: [rows.length, width], data: lists };
  const csv = [names, ...lists]
    .map((fields) => fields.map((field) => JSON.stringify(field)).join(','))
    .join('\n');
  const binary = (more: Record<string, unknown>): FuzzedRequest => ({
    method: 'POST',
    path: `${model}/infer`,
    ...binaryBody({ inputs, ...more }),
  });
  return [
    post('/predict', { rows }),
    post('/invocations', {
      dataframe_split: { columns: names, index: [0, 1, 2].slice(0, rows.length), data: lists },
    }),
    post('/invocations', { dataframe_records: rows, params: { a: 1 } }),
    post('/invocations', { instances: rows }),
    post('/invocations', { instances: lists }),
    post('/invocations', { inputs: columns }),
    { method: 'POST', path: '/invocations', body: Buffer.from(csv), headers: { 'content-type': 'text/csv' } },
    post(`/v1/models/${name}:predict`, { instances: rows }),
    post(`/v1/models/${name}:predict`, { instances: lists }),
    post(`${model}/infer`, { id: '1', inputs, parameters: { binary_data_output: false } }),
    post(`${model}/versions/${version}/infer`, {
      inputs,
      outputs: metadata.outputs.map((output) => ({ name: output.name })),
    }),
    post(`${model}/infer`, { inputs: [whole] }),
    binary({ id: '1' }),
    binary({
      outputs: metadata.outputs.map((output) => ({ name: output.name, parameters: { binary_data: true } })),
    }),
  ];
}
