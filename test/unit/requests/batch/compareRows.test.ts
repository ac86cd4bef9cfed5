import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import type { Golden } from '../../../../contract/artefact';
import { compared, compareRows, type NumberedRow } from '../../../../extension/requests/batch/compareRows';
import { comparisonText, type ComparedWhat } from '../../../../extension/requests/batch/comparisonText';
import type { ScoredRow } from '../../../../extension/requests/batch/scoreRows';
import { answeringServer, type AnsweringServer } from '../answeringServer';

const golden: Golden = { tolerance: 1e-5, probability: 1e-6, scale: 0.1, rows: [] };
const about: ComparedWhat = {
  project: 'Motor',
  rows: 'golden rows',
  a: 'A',
  b: 'B',
  golden,
  outputs: [{ unit: 'claims' }],
  times: 1,
};
const rows: NumberedRow[] = Array.from({ length: 6 }, (_, index) => ({
  number: index + 1,
  row: { zone: `zone ${index + 1}` },
}));
const scores = (...values: (number | undefined)[]): ScoredRow[] =>
  values.map((value) => (value === undefined ? { error: 'zone: expected another' } : { prediction: value }));
const first = scores(0.5, 0.5, 0.5, undefined, 0.5, undefined);
const second = scores(0.5, 0.500004, 0.6, undefined, undefined, 0.5);

describe('the same rows at two targets', () => {
  it('are counted as alike, different, or scored by one alone; the worst come first', () => {
    const comparison = compared(rows, first, second, { golden, times: 1 });
    const { same, different, failed, refused, worst, spread } = comparison;
    assert.deepEqual([same, different, failed, refused], [2, 1, 2, 1]);
    assert.deepEqual(
      worst.map(({ number }) => number),
      [5, 6, 3],
    );
    // |0.6 - 0.5| / (1e-5 * max(0.5, 0.1))
    assert.ok(Math.abs((worst[2]?.gap.times ?? 0) - 20_000) < 1e-6);
    assert.deepEqual(
      spread.map((bin) => bin.rows),
      [1, 1, 0, 0, 0, 1],
    );
  });

  it('differ by less with a larger tolerance, and not at all with none', () => {
    assert.equal(compared(rows, first, second, { golden, times: 30_000 }).different, 0);
    assert.equal(compared(rows, first, second, { golden, times: 0 }).different, 2);
  });

  it('differ where labels do, whatever the probabilities', () => {
    const label = (name: string): ScoredRow[] => [
      { prediction: { label: name, probabilities: { stay: 0.5, leave: 0.5 } } },
    ];
    const { different } = compared(rows.slice(0, 1), label('stay'), label('leave'), { golden, times: 1 });
    assert.equal(different, 1);
  });

  it('are told on a page on which whatever a target says is only text', () => {
    const hostile = '![x](http://evil.example/a.png) | <img src=x> [a](command:x)\n# head';
    const comparison = compared(
      [{ number: 7, row: { [hostile]: hostile } }],
      [{ error: hostile }],
      [{ prediction: 0.5 }],
      { golden, times: 1 },
    );
    const scored = compared([{ number: 7, row: {} }], [{ prediction: 0.4 }], [{ prediction: 0.5 }], {
      golden,
      times: 1,
    });
    const what = { ...about, project: hostile, a: hostile, outputs: [{ unit: hostile }] };
    const text = comparisonText(comparison, what);
    assert.match(text, /\*\*1 of 1 row has a score from one target only\.\*\*/);
    assert.ok(!/(?<!\\)[[\]<]|(?<!\\)!\[|^# head/m.test(text.replace(/`golden`/, '')), text);
    assert.ok(!/(?<!\\)[[\]<]/.test(comparisonText(scored, what)), 'neither does a unit');
    const width = (line: string): number => line.split(/(?<!\\)\|/).length;
    const worst = text
      .slice(text.indexOf('## The rows that differ most'))
      .split('\n')
      .filter((line) => line.startsWith('|'));
    assert.deepEqual(new Set(worst.map(width)).size, 1, 'no cell breaks the table');
  });

  it('are told with the largest difference, the tolerance in numbers and where it comes from', () => {
    const text = (a: ScoredRow[], b: ScoredRow[], times: number, outputs = about.outputs): string =>
      comparisonText(compared(rows, a, b, { golden, times }), { ...about, outputs, times });
    const close = text(first.slice(0, 2), second.slice(0, 2), 1);
    assert.match(close, /\*\*All 2 scored rows are equal within the model's tolerance\.\*\*/);
    assert.match(close, /Largest difference: 0\.000004 claims in row 2, where the tolerance is 0\.000005\./);
    assert.match(
      close,
      /Tolerance: 0\.001 % of the score, at least 0\.000001 claims \(the model states it, `golden` in model\.json: tolerance 0\.00001, scale 0\.1, the/,
    );
    const far = text(first, second, 10);
    assert.match(
      far,
      /\*\*1 of 6 rows differs by more than 10 times the model's tolerance\. 2 of 6 rows have a score from one target only\.\*\*/,
    );
    assert.match(
      far,
      /Tolerance: 0\.01 % of the score, at least 0\.00001 claims \(10 times what the model states/,
    );
    assert.match(far, /\| 3 \| 0\\\.5 \| 0\\\.6 \| 0\.1 \| 0\.00005 \| zone 3 \|/);
    assert.match(
      text(first, first, 0),
      /All 4 scored rows are equal exactly\.\*\*\n\nLargest difference: none/,
    );
    assert.match(text(first, second, 0), /Tolerance: none, only the same numbers are equal\./);
    const refused = scores(...rows.map(() => undefined));
    assert.match(text(refused, refused, 1), /\*\*Both targets refuse all 6 rows\.\*\*/);
    const labels: ScoredRow[] = [{ prediction: { label: 'stay', probabilities: { stay: 0.6, leave: 0.4 } } }];
    const others: ScoredRow[] = [
      { prediction: { label: 'leave', probabilities: { stay: 0.4, leave: 0.6 } } },
    ];
    const classified = text(labels, others, 1, [{ probabilities: { onnx: 'p', labels: ['stay', 'leave'] } }]);
    assert.match(classified, /Largest difference: another label in row 1\./);
    assert.match(classified, /Tolerance: 0\.000001 in each probability, with the same label \(/);
  });

  describe('over HTTP', () => {
    let servers: AnsweringServer[];
    const listener =
      (factor: number, heard: string[], name: string): RequestListener =>
      (request, response) => {
        let body = '';
        request.on('data', (chunk: Buffer) => (body += chunk.toString()));
        request.on('end', () => {
          const asked = (JSON.parse(body) as { rows: { x: number }[] }).rows;
          heard.push(`${name} ${asked.length}`);
          const predictions = asked.map(({ x }) => x * factor);
          const model = { name: 'm', version: '1' };
          response.end(JSON.stringify({ model, request_id: 'r', predictions, warnings: [] }));
        });
      };
    const heard: string[] = [];

    before(async () => {
      servers = await Promise.all([
        answeringServer(() => listener(1, heard, 'a')),
        answeringServer(() => listener(1.1, heard, 'b')),
      ]);
    });
    after(() => Promise.all(servers.map((server) => server.stop())));

    it('the first target is asked for all rows before the second', async () => {
      const many = Array.from({ length: 1200 }, (_, index) => ({ number: index + 1, row: { x: index } }));
      const shares: number[] = [];
      const [a, b] = servers.map((server) => () => Promise.resolve({ url: server.url }));
      assert.ok(a && b);
      const comparison = await compareRows(
        many,
        [a, b],
        { golden, times: 1 },
        {
          signal: new AbortController().signal,
          onProgress: (share) => shares.push(share),
        },
      );
      assert.deepEqual(heard, ['a 500', 'a 500', 'a 200', 'b 500', 'b 500', 'b 200']);
      assert.deepEqual([comparison.same, comparison.different, shares.at(-1)], [1, 1199, 1]);
    });
  });
});
