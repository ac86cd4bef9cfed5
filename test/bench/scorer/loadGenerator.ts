import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { Connection, prepare, type Prepared } from './connection';

/** What to send, as JSON in a file that the only argument names. */
export interface Load {
  port: number;
  path: string;
  /** By turns, each with the text that its answer must hold. */
  requests: { body: string; answer: string }[];
  connections: number;
  /**
   * Requests a second, evenly. Each counts from the time at which it was due, also while every connection is taken: who
   * waits for a slow server waits the longer. Without it each connection sends the next request when its answer is there.
   */
  rate?: number;
  /** Not counted. */
  warmUpMilliseconds: number;
  milliseconds: number;
}

/** Printed as one line of JSON. Latencies in milliseconds. */
export interface LoadResult {
  perSecond: number;
  median: number;
  p99: number;
  p999: number;
  most: number;
}

/** The latencies of the time that counts. */
class Recorder {
  readonly end: number;
  private readonly begin: number;
  private readonly latencies: number[] = [];

  constructor(private readonly load: Load) {
    this.begin = performance.now() + load.warmUpMilliseconds;
    this.end = this.begin + load.milliseconds;
  }

  /** @param from when the request that is answered now was sent, or due. */
  add(from: number): void {
    if (from >= this.begin && from < this.end) this.latencies.push(performance.now() - from);
  }

  print(): void {
    const sorted = Float64Array.from(this.latencies).sort();
    const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? NaN;
    const perSecond = (sorted.length / this.load.milliseconds) * 1000;
    const result: LoadResult = { perSecond, median: at(0.5), p99: at(0.99), p999: at(0.999), most: at(1) };
    console.log(JSON.stringify(result));
  }
}

function runClosed(load: Load, next: () => Prepared): void {
  const recorder = new Recorder(load);
  let open = load.connections;
  const send = (connection: Connection): void => {
    const sentAt = performance.now();
    connection.send(next(), () => {
      recorder.add(sentAt);
      if (performance.now() < recorder.end) {
        send(connection);
        return;
      }
      connection.close();
      open -= 1;
      if (open === 0) recorder.print();
    });
  };
  for (let index = 0; index < load.connections; index++) new Connection(load.port, send);
}

function runAtRate(load: Load, rate: number, next: () => Prepared): void {
  const free: Connection[] = [];
  let connected = 0;
  const begin = (): void => {
    const recorder = new Recorder(load);
    const started = performance.now();
    let sent = 0;
    const dueAt = (index: number): number => started + (index / rate) * 1000;
    // Always looking: a timer comes a millisecond late, and this core has nothing else to do.
    const look = (): void => {
      const now = performance.now();
      for (let due = dueAt(sent); due <= now && due < recorder.end; due = dueAt(sent)) {
        const connection = free.pop();
        if (!connection) break;
        sent += 1;
        connection.send(next(), () => {
          recorder.add(due);
          free.push(connection);
        });
      }
      if (now < recorder.end || free.length < load.connections) {
        setImmediate(look);
        return;
      }
      for (const connection of free) connection.close();
      recorder.print();
    };
    look();
  };
  for (let index = 0; index < load.connections; index++) {
    new Connection(load.port, (connection) => {
      free.push(connection);
      connected += 1;
      if (connected === load.connections) begin();
    });
  }
}

function run(load: Load): void {
  const prepared = load.requests.map(({ body, answer }) => prepare(load.port, load.path, body, answer));
  let turn = 0;
  const next = (): Prepared => {
    turn = (turn + 1) % prepared.length;
    const request = prepared[turn];
    if (!request) throw new Error('There is nothing to send.');
    return request;
  };
  if (load.rate === undefined) runClosed(load, next);
  else runAtRate(load, load.rate, next);
}

const [file] = process.argv.slice(2);
if (file !== undefined) run(JSON.parse(readFileSync(file, 'utf8')) as Load);
