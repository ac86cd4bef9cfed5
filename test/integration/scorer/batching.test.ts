import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import { FIXTURES, refused, scored, start, stopAll, type Running } from './scorerInProcess';

/** The graph gives claims = value / 1000 + years / 50 and cost = value * 2. */
function expected(value: number): number {
  return value * 2;
}

function costs(answer: Parameters<typeof scored>[0]): number[] {
  return scored(answer).predictions.map((prediction) => (prediction as { cost: number }).cost);
}

describe('requests that a scorer answers together', () => {
  let scorer: Running;
  let agent: Agent;
  beforeEach(async () => {
    agent = new Agent({ keepAlive: true, maxSockets: 64 });
    scorer = await start(`${FIXTURES}/two-outputs`);
  });
  afterEach(async () => {
    agent.destroy();
    await stopAll();
  });

  it('get each their own answer: 10,000 different rows, 64 at a time', async () => {
    let next = 0;
    const client = async (): Promise<void> => {
      for (let value = next++; value < 10_000; value = next++) {
        const rows = Array.from({ length: 1 + (value % 3) }, (_, index) => ({
          value: value + index / 8,
          years: 1,
        }));
        assert.deepEqual(
          costs(await scorer.predict(rows, agent)),
          rows.map((row) => expected(row.value)),
        );
      }
    };
    await Promise.all(Array.from({ length: 64 }, client));
  }).timeout(60_000);

  it('fail alone where their rows are wrong', async () => {
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, index) => {
        const value = index % 4 === 0 ? 'wrong' : index;
        return scorer.predict([{ value, years: 1 }], agent);
      }),
    );
    for (const [index, answer] of answers.entries()) {
      if (index % 4 === 0) assert.equal(refused(answer, 400).errors[0]?.column, 'value');
      else assert.deepEqual(costs(answer), [expected(index)]);
    }
  });

  it('do not wait for a long one, which is answered in order', async () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => ({ value: index % 1000, years: index % 7 }));
    const order: number[] = [];
    const long = scorer.predict(rows, agent).then((answer) => {
      order.push(-1);
      return answer;
    });
    for (let value = 0; !order.includes(-1); value++) {
      assert.deepEqual(costs(await scorer.predict([{ value, years: 1 }], agent)), [expected(value)]);
      order.push(value);
    }
    const between = order.indexOf(-1);
    assert.ok(between > 10, `${between} answers before the long one's`);
    assert.deepEqual(
      costs(await long),
      rows.map(({ value }) => expected(value)),
    );
  });

  it('are refused as a whole where one row of very many is wrong', async () => {
    const rows: object[] = Array.from({ length: 50_000 }, () => ({ value: 1, years: 1 }));
    rows[49_990] = { value: 1, year: 1 };
    const { errors } = refused(await scorer.predict(rows), 400);
    assert.deepEqual(errors, [
      {
        row: 49_990,
        column: 'years',
        got: null,
        expected: 'a value: the column is required (the row has "year")',
      },
    ]);
  });

  it('list a thousand warnings and count the rest', async () => {
    const rows = Array.from({ length: 1500 }, () => ({ value: 1e6, years: 1 }));
    const { warnings, more_warnings } = scored(await scorer.predict(rows));
    assert.deepEqual([warnings.length, more_warnings, warnings.at(-1)?.row], [1000, 500, 999]);
  });

  it('say where a long body stops being JSON', async () => {
    const rows = JSON.stringify(Array.from({ length: 20_000 }, () => ({ value: 1, years: 1 })));
    const at = rows.indexOf('},', 300_000) + 1;
    const body = `{"rows":\n${rows.slice(0, at)}x${rows.slice(at)}}`;
    const answer = await scorer.send('POST', '/predict', body, { 'content-type': 'application/json' });
    assert.equal(refused(answer, 400).detail, `The body is not valid JSON at line 2, column ${at + 1}.`);
  });
});
