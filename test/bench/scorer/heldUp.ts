import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import type { Artefact, Row } from '../../../contract/artefact';
import type { Readiness } from '../../../contract/scoring';
import type { LoadResult } from './loadGenerator';
import type { RunningServer } from './runningServer';

/** What may hold up requests of one row, while they come at a constant rate. */

const SWAP_MILLISECONDS = 1000;

/** While `load` runs a new artefact is written every second; at its end the newest is served. */
export async function whileSwapping(
  server: RunningServer,
  artefact: string,
  load: () => Promise<LoadResult>,
): Promise<LoadResult> {
  const graph = readFileSync(path.join(artefact, 'model.onnx'));
  let version = '';
  const timer = setInterval(() => (version = writeVersion(artefact, graph)), SWAP_MILLISECONDS);
  try {
    const result = await load();
    clearInterval(timer);
    await served(server.port, version);
    return result;
  } finally {
    clearInterval(timer);
  }
}

let versions = 0;

/** The same trees in another graph: a file of its own, with another name of who produced it. */
function writeVersion(artefact: string, graph: Buffer): string {
  versions += 1;
  const version = `1.0.${versions}`;
  // Field 3 of ONNX's ModelProto, a text; what comes last counts.
  const producer = Buffer.from(`bench ${version}`);
  const bytes = Buffer.concat([graph, Buffer.from([0x1a, producer.length]), producer]);
  const document = JSON.parse(readFileSync(path.join(artefact, 'model.json'), 'utf8')) as Artefact;
  const files = { ...document.files, 'model.onnx': createHash('sha256').update(bytes).digest('hex') };
  replace(path.join(artefact, 'model.onnx'), bytes);
  replace(path.join(artefact, 'model.json'), JSON.stringify({ ...document, version, files }));
  return version;
}

function replace(file: string, content: string | Buffer): void {
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}

async function served(port: number, version: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const response = await fetch(`http://127.0.0.1:${port}/health/ready`);
    const { model } = (await response.json()) as Readiness;
    if (model?.version === version) return;
    if (Date.now() > deadline) throw new Error(`Version ${version} was written, and is not served.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** While `load` runs `body` is sent again and again, each time after the answer to the one before. */
export async function whileScoring(
  server: RunningServer,
  body: Buffer,
  load: () => Promise<LoadResult>,
): Promise<{ result: LoadResult; batches: number[] }> {
  const batches: number[] = [];
  let isOver = false;
  const repeat = async (): Promise<void> => {
    while (!isOver) batches.push(await scoreBatch(server.port, body));
  };
  const [result] = await Promise.all([load().finally(() => (isOver = true)), repeat()]);
  return { result, batches };
}

export function batchOf(rows: readonly Row[], count: number): Buffer {
  return Buffer.from(
    JSON.stringify({ rows: Array.from({ length: count }, (_, at) => rows[at % rows.length]) }),
  );
}

/** The milliseconds that it took. The answer is not looked into: this core has a clock to keep. */
function scoreBatch(port: number, body: Buffer): Promise<number> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const sent = request(
      { port, host: '127.0.0.1', method: 'POST', path: '/predict', headers },
      (response) => {
        response.resume();
        response.on('error', reject).on('end', () => {
          if (response.statusCode === 200) resolve(performance.now() - started);
          else reject(new Error(`A batch is answered with status ${response.statusCode ?? 'none'}.`));
        });
      },
    );
    sent.on('error', reject).end(body);
  });
}
