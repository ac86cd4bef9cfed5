import assert from 'node:assert/strict';
import { columnsOf, type Column, type NamedColumn } from '../../../contract/artefact';
import { mainMeasure, measuresOf, readMeasure } from '../../../webview/tester/measure';
import { sceneOf } from '../../../webview/tester/whatIf/chart/scene';
import { ticksOf } from '../../../webview/tester/whatIf/chart/scale';
import { csvOf } from '../../../webview/tester/whatIf/csv';
import { influences, trialRows, trialsOf } from '../../../webview/tester/whatIf/sensitivity';
import { chartData, questionRows, tableOf } from '../../../webview/tester/whatIf/sweepResult';
import { sweepOf } from '../../../webview/tester/whatIf/sweep';

function named(column: Column, name = 'column'): NamedColumn {
  const [found] = columnsOf({
    type: 'object',
    'x-order': [name],
    required: [name],
    properties: { [name]: column },
  });
  assert.ok(found);
  return found;
}

describe('sweepOf', () => {
  it('goes over what training saw, both ends included, and never beyond a hard limit', () => {
    const seen = named({ type: 'number', minimum: 20, 'x-observed': { minimum: 18, maximum: 88 } });
    const sweep = sweepOf(seen, 44, 5);
    assert.deepEqual(sweep, { values: [20, 37, 54, 71, 88], kind: 'line', from: 'observed' });
    const limits = named({ type: 'integer', minimum: 1, maximum: 4 });
    assert.deepEqual(sweepOf(limits, 2, 41), { values: [1, 2, 3, 4], kind: 'line', from: 'limits' });
    const many = sweepOf(named({ type: 'integer', minimum: 0, maximum: 1000 }), 2, 11);
    assert.deepEqual(many?.values, [0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
  });

  it('goes around the value where nothing is known of a column, and gives up where there is none', () => {
    const unknown = named({ type: 'number' });
    assert.deepEqual(sweepOf(unknown, 10, 3), { values: [5, 10, 15], kind: 'line', from: 'value' });
    assert.deepEqual(sweepOf(named({ type: 'number', minimum: 0 }), 0, 3)?.values, [0, 0.5, 1]);
    assert.equal(sweepOf(unknown, null, 3), undefined);
    assert.equal(sweepOf(named({ type: 'string' }), 'a', 3), undefined);
    assert.equal(
      sweepOf(named({ type: 'number', 'x-observed': { minimum: 1, maximum: 1 } }), 1, 3),
      undefined,
    );
  });

  it('tries categories, both booleans, null where it is allowed, and dates by months', () => {
    const zone = named({ type: ['string', 'null'], 'x-observed': { categories: ['a', 'b', null] } });
    assert.deepEqual(sweepOf(zone, 'a', 9), {
      values: ['a', 'b', null],
      kind: 'categories',
      from: 'observed',
    });
    assert.deepEqual(sweepOf(named({ type: 'boolean' }), true, 9)?.values, [false, true]);
    const dates = sweepOf(named({ type: 'string', format: 'date' }), '2026-01-31', 9);
    assert.equal(dates?.values.length, 25);
    assert.equal(dates.values[12], '2026-01-31');
    assert.equal(dates.values[13], '2026-03-02');
  });
});

describe('a chart’s data', () => {
  const model = { outputs: [{ name: 'claims', onnx: 'x' }] };
  const [measure] = measuresOf(model);
  assert.ok(measure);
  const words = {
    xTitle: 'Bonus',
    yTitle: 'Claims',
    rowName: (index: number) => `Row ${index + 1}`,
    value: String,
  };
  const bonus = named({ type: 'integer', minimum: 1, maximum: 3 }, 'bonus');
  const sweep = sweepOf(bonus, 2, 41);
  assert.ok(sweep);
  const rows = [
    { bonus: 2, zone: 'a' },
    { bonus: 9, zone: 'b' },
  ].map((row, index) => ({ row, index }));
  const question = { named: bonus, sweep, rows };

  it('asks the rows as they are, then each over the values, in one batch, and puts the scores in place', () => {
    const asked = questionRows(question);
    assert.deepEqual(
      asked.map(({ bonus: value, zone }) => `${zone as string}${value as number}`),
      ['a2', 'b9', 'a1', 'a2', 'a3', 'b1', 'b2', 'b3'],
    );
    const data = chartData(question, [20, 90, 1, 2, 3, 4, 5, 'none'], measure, model, words);
    assert.deepEqual(data.values, [1, 2, 3]);
    assert.deepEqual(data.series, [
      { name: 'Row 1', scores: [1, 2, 3], own: { at: 1, score: 20 } },
      { name: 'Row 2', scores: [4, 5, undefined] },
    ]);
    assert.deepEqual(tableOf(data), [
      ['Bonus', 'Row 1', 'Row 2'],
      [1, 1, 4],
      [2, 2, 5],
      [3, 3, null],
    ]);
  });

  it('is laid out inside of its width, whatever the titles and values', () => {
    const long = 'a title that is much too long for a narrow sidebar, '.repeat(4);
    for (const width of [180, 300, 900]) {
      const data = chartData(question, [20, 90, 1, 2, 3, 4, 5, 6], measure, model, {
        ...words,
        xTitle: long,
      });
      const { shapes } = sceneOf(data, width);
      for (const shape of shapes) {
        const xs = shape.shape === 'line' ? shape.points.map(([x]) => x) : [shape.x];
        assert.ok(
          xs.every((x) => x >= 0 && x <= width),
          JSON.stringify(shape),
        );
      }
    }
    const flat = chartData(question, [1, 1, 1, 1, 1, 1, 1, 1], measure, model, words);
    assert.ok(sceneOf(flat, 300).shapes.every((shape) => !JSON.stringify(shape).includes('null')));
  });

  it('has round ticks that enclose its values', () => {
    assert.deepEqual(ticksOf(0.013, 0.087, 4), [0, 0.02, 0.04, 0.06, 0.08, 0.1]);
    assert.deepEqual(ticksOf(-5, 5, 4), [-5, 0, 5]);
    assert.deepEqual(ticksOf(0, 0, 4), [-1, -0.5, 0, 0.5, 1]);
  });
});

describe('sensitivity', () => {
  const columns = [
    named({ type: 'integer', minimum: 1, maximum: 3 }, 'bonus'),
    named({ type: 'boolean' }, 'leased'),
    named({ type: 'string' }, 'remark'),
  ];
  const row = { bonus: 2, leased: false, remark: 'x' };

  it('changes one column at a time and lists the strongest first, with the row’s own score as an end too', () => {
    const { trials, untried } = trialsOf(columns, row);
    assert.deepEqual(untried, ['remark']);
    assert.deepEqual(trialRows(row, trials), [
      row,
      { ...row, bonus: 1 },
      { ...row, bonus: 3 },
      { ...row, leased: true },
    ]);
    assert.deepEqual(influences(row, trials, [5, 6, 5, 1]), [
      { column: 'leased', lowest: { value: true, score: 1 }, highest: { value: false, score: 5 } },
      { column: 'bonus', lowest: { value: 2, score: 5 }, highest: { value: 1, score: 6 } },
    ]);
    assert.deepEqual(influences(row, trials, [undefined, 1, 2, 3]), []);
  });
});

describe('measures', () => {
  const two = { name: 'lapse', onnx: 'x', probabilities: { onnx: 'p', labels: ['stay', 'leave'] } };
  it('are values and probabilities; of two labels the second is the main one', () => {
    const [main, other] = measuresOf({ outputs: [two] });
    assert.deepEqual([main?.label, other?.label], ['leave', 'stay']);
    assert.deepEqual(mainMeasure({ outputs: [two] }), main);
    const prediction = { label: 'stay', probabilities: { stay: 0.7, leave: 0.3 } };
    assert.ok(main);
    assert.equal(readMeasure(prediction, main, { outputs: [two] }), 0.3);
    const cost = { name: 'cost', onnx: 'y' };
    const both = { outputs: [two, cost] };
    assert.equal(mainMeasure(both), undefined);
    assert.deepEqual(
      measuresOf(both).map((each) => readMeasure({ lapse: prediction, cost: 12 }, each, both)),
      [0.3, 0.7, 12],
    );
    assert.equal(
      readMeasure('text', { id: 'cost', title: '', output: 'cost' }, { outputs: [cost] }),
      undefined,
    );
    const three = { ...two, probabilities: { onnx: 'p', labels: ['a', 'b', 'c'] } };
    assert.equal(mainMeasure({ outputs: [three] }), undefined);
  });
});

describe('csvOf', () => {
  it('quotes what must be quoted, and lets no spreadsheet take a text for a formula', () => {
    assert.equal(
      csvOf([
        ['a,b', 'say "x"', '=1+1', '@cmd'],
        [-1.5, true, null, '-'],
      ]),
      `"a,b","say ""x""",'=1+1,'@cmd\r\n-1.5,true,,'-\r\n`,
    );
  });
});
