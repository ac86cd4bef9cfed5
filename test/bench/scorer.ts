import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { reason } from '../../contract/failure';
import { installVscode } from '../../scripts/vscode/installVscode';
import { pythonEnvironment } from '../integration/template/pythonEnvironment';
import { ROOT } from '../integration/template/modelProject';
import type { Case } from './scorer/asking';
import { BELLHOP, bellhop, CEILING, ofMixed, ofNumbers, type Contender } from './scorer/contenders';
import { writeDocumentation } from './scorer/documentation';
import { batchOf, whileScoring, whileSwapping } from './scorer/heldUp';
import { libraries } from './scorer/libraries';
import { ALL_PEERS, peers } from './scorer/peers';
import {
  expectations,
  latencies,
  measured,
  rounded,
  type AtRate,
  type Measured,
  type Rounds,
  type ScorerResults,
} from './scorer/results';
import { pinning, pinToClientCore, RunningServer } from './scorer/runningServer';
import { scorerWithoutLog } from './scorer/withoutLog';
import { median } from './report';

const CASES = 32;
const BATCH_ROWS = 100_000;
const CONNECTIONS = 32;
const WITHOUT_LOG = 'Bellhop, without its log';

/** How often, and for how long. */
export interface Pace {
  rounds: number;
  milliseconds: number;
}

/**
 * The scorer beside its peers, which score the same model: one row a request, all in one run and by turns, so that what
 * else the machine does falls on all of them. Ratios are what counts; the numbers of two runs cannot be compared.
 *
 * @param isQuick one short round, which says only that the bench works.
 */
export async function benchScorer(
  folder: string,
  _given: readonly string[],
  isQuick: boolean,
): Promise<void> {
  const pace: Pace = isQuick ? { rounds: 1, milliseconds: 500 } : { rounds: 5, milliseconds: 2000 };
  pinToClientCore();
  const lock = path.join(import.meta.dirname, 'scorer/requirements.lock');
  const python = await pythonEnvironment(lock);
  const { node } = await installVscode('newest', console.log);
  const programs = { node, python };
  execFileSync(python, [path.join(import.meta.dirname, 'scorer/model.py'), folder]);
  const [numbers, mixed] = [path.join(folder, 'numbers'), path.join(folder, 'mixed')];

  const others = await peers(numbers);
  const quiet = bellhop(numbers, node, await scorerWithoutLog(path.join(ROOT, 'build/bench')));
  const all = [...ofNumbers(numbers, programs), ...others, { ...quiet, name: WITHOUT_LOG }];
  const first = await withServers(all, numbers, folder, async (servers, cases) => {
    const rounds = await measureAll(servers, pace);
    const throughput = named(rounds, BELLHOP).perSecond;
    const rate = half(throughput);
    const rates = { rate, busyRate: half(named(rounds, CEILING).perSecond) };
    const logCost = 1 - throughput / named(rounds, WITHOUT_LOG).perSecond;
    const listed = rounds.filter(({ name }) => name !== WITHOUT_LOG);
    await stopOthers(servers, [BELLHOP, CEILING]);
    return { numbers: listed, rate, logCost, ...(await measureAtRate(servers, cases, numbers, rates, pace)) };
  });
  const second = await withServers(ofMixed(mixed, programs), mixed, folder, (servers) =>
    measureAll(servers, pace),
  );

  const results: ScorerResults = {
    schema: 1,
    date: new Date().toISOString().slice(0, 10),
    machine: {
      processor: os.cpus()[0]?.model ?? 'unknown',
      cores: os.cpus().length,
      system: `${os.type()} ${os.arch()}`,
      node: execFileSync(node, ['--version'], { encoding: 'utf8' }).trim(),
      pinning,
    },
    libraries: libraries(),
    rounds: pace.rounds,
    ...first,
    mixed: second,
  };
  print(results);
  const isWhole = !isQuick && others.length === ALL_PEERS.length && first.numbers.length === all.length - 1;
  if (isWhole) await writeDocumentation(results);
  else console.log('\nThe documentation is left as it is: it shows whole runs with every server.');
}

/** Starts the servers, does what is asked with them, and stops them. */
export async function withServers<Result>(
  contenders: readonly Contender[],
  model: string,
  folder: string,
  use: (servers: readonly RunningServer[], cases: readonly Case[]) => Promise<Result>,
): Promise<Result> {
  const cases = (JSON.parse(readFileSync(path.join(model, 'cases.json'), 'utf8')) as Case[]).slice(0, CASES);
  const servers: RunningServer[] = [];
  try {
    for (const contender of contenders) {
      try {
        servers.push(await RunningServer.start(contender, cases, folder));
      } catch (error) {
        if ([BELLHOP, CEILING].includes(contender.name)) throw error;
        console.log(`${contender.name}: left out: ${reason(error)}`);
      }
    }
    return await use(servers, cases);
  } finally {
    for (const server of servers) await server.stop();
  }
}

export async function measureAll(servers: readonly RunningServer[], pace: Pace): Promise<Measured[]> {
  const results = servers.map((server): { server: RunningServer; rounds: Rounds } => ({
    server,
    rounds: { many: [], one: [] },
  }));
  for (let round = 0; round < pace.rounds; round++) {
    console.log(`Round ${round + 1} of ${pace.rounds}: ${servers.length} servers by turns`);
    for (const { server, rounds } of results) {
      rounds.many.push(await server.load(CONNECTIONS, pace.milliseconds));
      rounds.one.push(await server.load(1, pace.milliseconds / 2));
    }
  }
  return results.map(({ server: { contender }, rounds }) =>
    measured(contender.name, rounds, contender.expected),
  );
}

async function measureAtRate(
  servers: readonly RunningServer[],
  cases: readonly Case[],
  artefact: string,
  { rate, busyRate }: { rate: number; busyRate: number },
  pace: Pace,
): Promise<Pick<ScorerResults, 'atRate' | 'batch'>> {
  const find = (name: string): RunningServer => {
    const server = servers.find(({ contender }) => contender.name === name);
    if (!server) throw new Error(`${name} is missing.`);
    return server;
  };
  const [ceiling, scorer] = [find(CEILING), find(BELLHOP)];
  const milliseconds = pace.milliseconds * 2;
  const at = (server: RunningServer, perSecond = rate) => server.load(CONNECTIONS, milliseconds, perSecond);
  const body = batchOf(
    cases.map(({ row }) => row),
    BATCH_ROWS,
  );
  const rounds = { ceiling: [], busyCeiling: [], alone: [], swapping: [], batches: [] } as {
    [phase in keyof AtRate]: Awaited<ReturnType<typeof at>>[];
  };
  const took: number[] = [];
  for (let round = 0; round < pace.rounds; round++) {
    console.log(`Round ${round + 1} of ${pace.rounds}: ${rate} requests a second`);
    rounds.ceiling.push(await at(ceiling));
    rounds.busyCeiling.push(await at(ceiling, busyRate));
    rounds.alone.push(await at(scorer));
    rounds.swapping.push(await whileSwapping(scorer, artefact, () => at(scorer)));
    const { result, batches } = await whileScoring(scorer, body, () => at(scorer));
    rounds.batches.push(result);
    took.push(...batches);
  }
  return {
    atRate: {
      ceiling: latencies(rounds.ceiling),
      busyCeiling: latencies(rounds.busyCeiling),
      alone: latencies(rounds.alone),
      swapping: latencies(rounds.swapping),
      batches: latencies(rounds.batches),
    },
    batch: {
      rows: BATCH_ROWS,
      megabytes: Math.round(body.length / 1e6),
      milliseconds: Math.round(median(took)),
    },
  };
}

async function stopOthers(servers: readonly RunningServer[], kept: readonly string[]): Promise<void> {
  for (const server of servers) if (!kept.includes(server.contender.name)) await server.stop();
}

function half(perSecond: number): number {
  return Math.round(perSecond / 2);
}

function named(list: readonly Measured[], name: string): Measured {
  const found = list.find((entry) => entry.name === name);
  if (!found) throw new Error(`${name} is missing.`);
  return found;
}

function print(results: ScorerResults): void {
  const { machine, rounds, numbers, mixed, rate, atRate, batch } = results;
  console.log(
    `Node ${machine.node}, ${machine.cores} cores, ${machine.pinning}; medians of ${rounds} rounds\n`,
  );
  console.table([...numbers, ...mixed], ['name', 'perSecond', 'p99', 'oneMedian', 'oneP99']);
  console.log(`\nAt ${rate} requests/s, in milliseconds from the time at which each was due:`);
  console.table(atRate);
  console.log(
    `(a batch of ${batch.rows} rows, ${batch.megabytes} MB, took ${rounded(batch.milliseconds)} ms)\n`,
  );
  for (const { what, expected, measured: value, holds } of expectations(results)) {
    console.log(`${holds ? 'holds ' : 'MISSED'} ${what}: ${value}, expected ${expected}`);
  }
}
