import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { killChildren, startChild } from './scorerChild';
import { copyOf, scored, sendTo, start, stopAll, until, type Running } from './scorerInProcess';
import { costOf, graphOfVersion, replaceFile, trainVersion } from './versions';

const CLIENTS = 16;
const JSON_TYPE = { 'content-type': 'application/json' };

/** Many clients that ask all the time; each answer must come from one version, by its name and by its scores. */
class Load {
  answered = 0;
  readonly seen = new Set<string>();
  private stopped = false;
  private readonly agent = new Agent({ keepAlive: true });
  private readonly clients: Promise<unknown>;

  /** @param versionOf the factor of the model that calls itself so; the model's own number where absent. */
  constructor(
    private readonly port: number,
    private readonly versionOf: (version: string) => number = Number,
  ) {
    this.clients = Promise.all(Array.from({ length: CLIENTS }, (_, client) => this.ask(client)));
  }

  /** Resolves after so many more answers; fails with the first answer that is wrong. */
  async more(answers: number): Promise<void> {
    const goal = this.answered + answers;
    await Promise.race([until('answers', () => this.answered >= goal), this.clients]);
  }

  async end(): Promise<void> {
    this.stopped = true;
    await this.clients;
    this.agent.destroy();
  }

  private async ask(client: number): Promise<void> {
    // Some rows of one go, and a few clients with more than fit into one run.
    const count = client === 0 ? 300 : 1 + (client % 3);
    const rows = Array.from({ length: count }, (_, row) => ({ value: client * 100 + row + 1, years: 1 }));
    const body = JSON.stringify({ rows });
    while (!this.stopped) {
      const answer = await sendTo(this.port, 'POST', '/predict', body, JSON_TYPE, this.agent);
      const { model, predictions } = scored(answer);
      const factor = this.versionOf(model.version);
      for (const [row, prediction] of (predictions as Record<string, number>[]).entries()) {
        // A foreign graph's output has the graph's own name.
        const cost = prediction['cost'] ?? prediction['cost_out'];
        assert.equal(cost, costOf(factor, rows[row] ?? {}), `version ${model.version}`);
      }
      this.seen.add(model.version);
      this.answered += 1;
    }
  }
}

async function versionServed(scorer: Running, version: string): Promise<void> {
  await until(`version ${version}`, () => scorer.models.at(-1)?.version === version);
}

/** What a file is called that has no version: the beginning of its digest. */
function foreignVersion(factor: number): string {
  return createHash('sha256').update(graphOfVersion(factor)).digest('hex').slice(0, 12);
}

describe('hot swaps', function () {
  this.timeout(120_000);
  afterEach(async () => {
    killChildren();
    await stopAll();
  });

  for (const isGolden of [true, false]) {
    it(`fail no request and mix no answer under load, ${isGolden ? 'with' : 'without'} golden rows`, async () => {
      const folder = copyOf('two-outputs');
      trainVersion(folder, 2, isGolden);
      const scorer = await start(folder);
      const load = new Load(scorer.port);
      for (let version = 3; version <= 10; version++) {
        trainVersion(folder, version, isGolden);
        await versionServed(scorer, String(version));
        await load.more(3 * CLIENTS);
      }
      await load.end();
      assert.deepEqual(
        [...load.seen].map(Number).sort((a, b) => a - b),
        [2, 3, 4, 5, 6, 7, 8, 9, 10],
      );
      assert.deepEqual(scorer.refused, []);
    });
  }

  it('fail no request and mix no answer where a foreign file changes', async () => {
    const folder = copyOf('two-outputs');
    rmSync(join(folder, 'model.json'));
    const scorer = await start(folder);
    const factors = [2, 3, 4, 5, 6];
    const names = new Map(factors.map((factor) => [foreignVersion(factor), factor]));
    const load = new Load(scorer.port, (version) => names.get(version) ?? NaN);
    for (const factor of factors.slice(1)) {
      // A copy in two steps: half a file is never served.
      const graph = graphOfVersion(factor);
      replaceFile(join(folder, 'model.onnx'), graph.subarray(0, graph.length / 2));
      await load.more(CLIENTS);
      replaceFile(join(folder, 'model.onnx'), graph);
      await versionServed(scorer, foreignVersion(factor));
      await load.more(3 * CLIENTS);
    }
    await load.end();
    assert.equal(load.seen.size, 5);
  });

  it('leave no memory behind: 200 of them let it grow by less than 15 %', async () => {
    const folder = copyOf('two-outputs');
    trainVersion(folder, 2);
    const { said, messages } = startChild('--artefact', folder);
    const { port } = await said('listening');
    await said('model');
    const load = new Load(port);
    const swap = async (version: number): Promise<void> => {
      trainVersion(folder, version);
      const loaded = await sendTo(port, 'POST', '/v2/repository/models/two-outputs/load');
      assert.equal(loaded.status, 200, loaded.text);
      await load.more(CLIENTS);
    };
    const memory = async (): Promise<number> => {
      const { text } = await sendTo(port, 'GET', '/metrics');
      return Number(/^process_resident_memory_bytes (\d+)/m.exec(text)?.[1]);
    };
    const [warm, last] = [20, 220];
    let version = 2;
    // Thousands of requests let the heap of a new process grow, with or without swaps.
    for (let round = 0; round < 6; round++) await load.more(1000);
    while (version < 2 + warm) await swap(++version);
    const before = await memory();
    assert.ok(before > 0);
    while (version < 2 + last) await swap(++version);
    const after = await memory();
    await load.end();
    const growth = after / before - 1;
    console.log(
      `      ${Math.round(before / 1e6)} MB, after 200 swaps ${Math.round(after / 1e6)} MB: ${(growth * 100).toFixed(1)} %`,
    );
    assert.ok(growth < 0.15, `memory grew by ${(growth * 100).toFixed(1)} %`);
    assert.equal(messages.filter(({ type }) => type === 'model').length, 221);
  });
});
