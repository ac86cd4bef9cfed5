import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Artefact } from '../../../contract/artefact';
import type { Failure } from '../../../contract/failure';
import type { PredictResponse, Problem, Readiness } from '../../../contract/scoring';
import type { EngineLoader } from '../../../local-server/engine/engine';
import { createLog } from '../../../local-server/log';
import { startScorer, type Scorer, type ScorerOptions } from '../../../local-server/startScorer';

export const FIXTURES = join(__dirname, '../../fixtures/artefacts');

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  bytes: Buffer;
}

/** A scorer in this process, with what it said. */
export interface Running {
  scorer: Scorer;
  port: number;
  models: { name: string; version: string; digest: string }[];
  refused: Failure[];
  log: Record<string, unknown>[];
  /** One request; the body is sent as it is. */
  readonly send: (
    method: string,
    path: string,
    body?: string | Buffer,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
  predict(rows: unknown, agent?: Agent): Promise<Answer>;
}

const running: Scorer[] = [];
const folders: string[] = [];

export async function start(
  artefact: string,
  { engines, ...options }: { engines?: readonly EngineLoader[] } & Partial<ScorerOptions> = {},
): Promise<Running> {
  const said: Pick<Running, 'models' | 'refused' | 'log'> = { models: [], refused: [], log: [] };
  const scorer = await startScorer(
    { artefact, host: '127.0.0.1', port: 0, allowedHosts: [], ...options },
    {
      log: createLog((lines) => {
        for (const line of lines.trimEnd().split('\n')) {
          said.log.push(JSON.parse(line) as Record<string, unknown>);
        }
      }),
      onListening: () => undefined,
      onModel: (model) => said.models.push(model),
      onRefused: (failure) => said.refused.push(failure),
      ...(engines ? { engines } : {}),
    },
  );
  running.push(scorer);
  const { port } = scorer;
  const send: Running['send'] = (method, path, body, headers = {}) =>
    sendTo(port, method, path, body, headers);
  const predict: Running['predict'] = (rows, agent) =>
    sendTo(port, 'POST', '/predict', JSON.stringify({ rows }), { 'content-type': 'application/json' }, agent);
  return { scorer, port, ...said, send, predict };
}

/** Stops what `start` started and removes what `copyOf` made; for `afterEach`. */
export async function stopAll(): Promise<void> {
  await Promise.all(running.splice(0).map((scorer) => scorer.stop()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** An artefact of the fixtures in a temporary folder of its own. */
export function copyOf(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-artefact-'));
  folders.push(folder);
  cpSync(join(FIXTURES, name), folder, { recursive: true });
  return folder;
}

export function readModelJson(folder: string): Artefact {
  return JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as Artefact;
}

/** Changes model.json of a folder. */
export function changeModelJson(folder: string, change: (artefact: Artefact) => void): void {
  const artefact = readModelJson(folder);
  change(artefact);
  writeFileSync(join(folder, 'model.json'), JSON.stringify(artefact));
}

/** Puts another graph into a folder, with its digest in model.json, as if it had been trained. */
export function replaceGraph(folder: string, graph: Buffer): void {
  writeFileSync(join(folder, 'model.onnx'), graph);
  changeModelJson(folder, (artefact) => {
    artefact.files['model.onnx'] = createHash('sha256').update(graph).digest('hex');
  });
}

export function sendTo(
  port: number,
  method: string,
  path: string,
  body?: string | Buffer,
  headers: Record<string, string> = {},
  agent?: Agent,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, method, path, headers, ...(agent ? { agent } : {}) };
    const sent = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const { statusCode: status = 0, headers: given } = response;
        resolve({ status, headers: given, text: bytes.toString('utf8'), bytes });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The answer of a scored request. */
export function scored(answer: Answer): PredictResponse {
  assert.equal(answer.status, 200, answer.text);
  return JSON.parse(answer.text) as PredictResponse;
}

/** The answer of a refused request: a problem of this status, with the request's id, that gives nothing away. */
export function refused(answer: Answer, status: number): Problem {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.headers['content-type'], 'application/problem+json');
  const problem = JSON.parse(answer.text) as Problem;
  assert.equal(problem.status, status);
  assert.equal(problem.request_id, answer.headers['x-request-id']);
  assert.doesNotMatch(answer.text, /\bat .+:\d+:\d+|\/work\/|\/tmp\/|node_modules|local-server/);
  return problem;
}

export function readiness(answer: Answer): Readiness {
  return JSON.parse(answer.text) as Readiness;
}

/** Waits until `holds` gives a value, asking again every 20 ms; fails with `what` after ten seconds, or the time given. */
export async function until<Value>(
  what: string,
  holds: () => Value | undefined | false | Promise<Value | undefined | false>,
  milliseconds = 10_000,
): Promise<Value> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const value = await holds();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
