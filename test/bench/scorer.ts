import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pythonEnvironment } from '../integration/template/pythonEnvironment';
import { contenders } from './scorer/contenders';
import type { LoadResult } from './scorer/loadGenerator';
import { pinning, RunningServer, type Case } from './scorer/runningServer';

const ROUNDS = 5;
const MILLISECONDS = 2000;
const CASES = 32;
const LONG_ROWS = 100_000;

interface Results {
  many: LoadResult[];
  one: LoadResult[];
}

/**
 * The scorer beside its peers, which score the same model: one row a request, all in one run and by turns, so that what
 * else the machine does falls on all of them. Ratios are what counts; the numbers of two runs cannot be compared.
 */
export async function benchScorer(folder: string): Promise<void> {
  const running: RunningServer[] = [];
  try {
    const python = await pythonEnvironment(path.join(import.meta.dirname, 'scorer/requirements.lock'));
    execFileSync(python, [path.join(import.meta.dirname, 'scorer/model.py'), folder]);
    const cases = (JSON.parse(readFileSync(path.join(folder, 'cases.json'), 'utf8')) as Case[]).slice(
      0,
      CASES,
    );
    const results = new Map<RunningServer, Results>();
    for (const contender of contenders(folder, python)) {
      const server = await RunningServer.start(contender, cases, folder);
      running.push(server);
      results.set(server, { many: [], one: [] });
    }
    for (let round = 0; round < ROUNDS; round++) {
      for (const [server, { many, one }] of results) {
        many.push(await server.load(32, MILLISECONDS));
        one.push(await server.load(1, MILLISECONDS / 2));
      }
    }
    report(results);
    const bellhop = running.find(({ contender }) => contender.name === 'Bellhop');
    if (bellhop) await reportLongRequest(bellhop, cases);
  } finally {
    for (const server of running) await server.stop();
  }
}

function report(results: ReadonlyMap<RunningServer, Results>): void {
  const [ceiling] = results.values();
  console.log(
    `Node ${process.version}, ${os.cpus().length} cores, ${pinning}; medians of ${ROUNDS} rounds\n`,
  );
  console.log(
    '| server | requests/s, 32 connections | of the ceiling | 32: p99 ms | 1 connection: median ms | p99 ms |',
  );
  console.log('|---|---|---|---|---|---|');
  for (const [{ contender }, { many, one }] of results) {
    const ratios = many.map(({ perSecond }, round) => perSecond / (ceiling?.many[round]?.perSecond ?? NaN));
    const cells = [
      contender.name,
      median(many.map(({ perSecond }) => perSecond)).toFixed(0),
      median(ratios).toFixed(3),
      median(many.map(({ p99 }) => p99)).toFixed(2),
      median(one.map((result) => result.median)).toFixed(3),
      median(one.map(({ p99 }) => p99)).toFixed(2),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

/** How long one row takes while a very long request is answered. */
async function reportLongRequest(server: RunningServer, cases: readonly Case[]): Promise<void> {
  const rows = Array.from({ length: LONG_ROWS }, (_, index) => cases[index % cases.length]?.row);
  const body = Buffer.from(JSON.stringify({ rows }));
  console.log(`\n${LONG_ROWS} rows in one request of ${(body.length / 1e6).toFixed(0)} MB`);
  const alone = await server.load(1, MILLISECONDS);
  const load = server.load(1, MILLISECONDS * 2);
  // In the middle of the load.
  await new Promise((resolve) => setTimeout(resolve, MILLISECONDS));
  const started = performance.now();
  const response = await fetch(`http://127.0.0.1:${server.port}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const { predictions } = (await response.json()) as { predictions: unknown[] };
  if (predictions.length !== LONG_ROWS) throw new Error('Predictions are missing.');
  const took = performance.now() - started;
  const beside = await load;
  console.log(
    `answered in ${took.toFixed(0)} ms; one row beside it takes at most ${beside.most.toFixed(1)} ms`,
  );
  console.log(`(alone: median ${alone.median.toFixed(2)} ms, at most ${alone.most.toFixed(1)} ms)`);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
