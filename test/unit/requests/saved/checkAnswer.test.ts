import assert from 'node:assert/strict';
import type { Expected, ValueExpectation } from '../../../../contract/savedRequest';
import type { RowProblem } from '../../../../contract/scoring';
import type { TesterAnswer } from '../../../../contract/testerMessages';
import { checkAnswer } from '../../../../extension/requests/saved/checkAnswer';

const body = {
  model: { name: 'lapse', version: '2.1.0' },
  predictions: [0.0401, { label: 'stay', probabilities: { stay: 0.75, 'will leave': 0.25 } }],
  warnings: [],
};

function answer(change: Partial<TesterAnswer> = {}): TesterAnswer {
  return { status: 200, milliseconds: 4.2, body: JSON.stringify(body), ...change };
}

function refusal(errors: RowProblem[], detail = ''): TesterAnswer {
  const problem = {
    type: 'about:blank',
    title: 'Invalid rows',
    status: 400,
    detail,
    request_id: 'r',
    errors,
  };
  return answer({ status: 400, body: JSON.stringify(problem), problem });
}

/** What is said of one expectation, or undefined where it holds. */
function said(value: ValueExpectation): string | undefined {
  const findings = checkAnswer({ values: [value] }, answer());
  assert.ok(findings.length <= 1);
  return findings[0] && `${findings[0].kind}: ${findings[0].message}`;
}

describe('an answer beside what is expected', () => {
  it('needs status 200 where nothing is expected', () => {
    assert.deepEqual(checkAnswer(undefined, answer()), []);
    const [finding] = checkAnswer(undefined, answer({ status: 503, body: 'gone away' }));
    assert.deepEqual(finding, {
      kind: 'status',
      message: 'the status is 503 instead of 200 ("gone away")',
      expected: 200,
      got: 503,
      at: ['expect', 'status'],
    });
  });

  it('agrees within the larger of both tolerances, and no further', () => {
    const path = '$.predictions[0]';
    assert.equal(said({ path, equals: 0.0401 }), undefined);
    assert.equal(said({ path, equals: 0.04, tolerance: { absolute: 0.00011 } }), undefined);
    assert.equal(said({ path, equals: 0.04, tolerance: { relative: 0.0026 } }), undefined);
    assert.equal(said({ path, equals: 0.04, tolerance: { absolute: 1e-9, relative: 0.0026 } }), undefined);
    assert.equal(
      said({ path, equals: 0.0312, tolerance: { relative: 1e-5, absolute: 4.26e-7 } }),
      'drift: $.predictions[0] drifted: 0.0401 instead of 0.0312, 0.0089 away, 20900 times the tolerance of 4.26e-7',
    );
    assert.equal(
      said({ path, equals: 0.04 }),
      'drift: $.predictions[0] drifted: 0.0401 instead of 0.04, 0.0001 away, with no tolerance',
    );
  });

  it('compares lists and objects, and names the path where they part', () => {
    const path = '$.predictions[1].probabilities';
    const tolerance = { absolute: 1e-6 };
    assert.equal(said({ path, equals: { 'will leave': 0.25, stay: 0.75 } }), undefined);
    assert.match(
      said({ path, equals: { stay: 0.75, 'will leave': 0.3 }, tolerance }) ?? '',
      /^drift: \$\.predictions\[1\]\.probabilities\["will leave"\] drifted: 0\.25 instead of 0\.3/,
    );
    assert.equal(
      said({ path, equals: { stay: 0.75, 'will leave': 0.25, other: 0 } }),
      `missing: the answer has no ${path}.other`,
    );
    assert.equal(
      said({ path, equals: { stay: 0.75 } }),
      `value: the answer has ${path}["will leave"], which is not expected`,
    );
    assert.equal(
      said({ path: '$.predictions', equals: [1] }),
      'value: $.predictions has 2 items instead of 1',
    );
    assert.equal(said({ path: '$.warnings', equals: [] }), undefined);
  });

  it('tells a label, a type and a missing value', () => {
    assert.equal(
      said({ path: '$.predictions[1].label', equals: 'leave' }),
      'value: $.predictions[1].label is "stay" instead of "leave"',
    );
    assert.equal(
      said({ path: '$.predictions[0]', equals: '0.0401' }),
      'value: $.predictions[0] is 0.0401 instead of "0.0401"',
    );
    assert.equal(
      said({ path: '$.predictions[2].label', equals: 'leave' }),
      'missing: the answer has no $.predictions[2]',
    );
  });

  it('takes the ends of a range, and says how far beyond a value is', () => {
    const path = '$.predictions[0]';
    assert.equal(said({ path, minimum: 0.0401, maximum: 0.0401 }), undefined);
    assert.equal(said({ path, maximum: 0.04 }), `range: ${path} is 0.0401, above the maximum 0.04 by 0.0001`);
    assert.equal(said({ path, minimum: 0.05 }), `range: ${path} is 0.0401, below the minimum 0.05 by 0.0099`);
    assert.equal(
      said({ path: '$.model.name', minimum: 0 }),
      'value: $.model.name is "lapse" instead of a number',
    );
  });

  it('says by how much it came too late', () => {
    const expected: Expected = { latency_ms: 4 };
    assert.deepEqual(checkAnswer({ latency_ms: 5 }, answer()), []);
    const [finding] = checkAnswer(expected, answer());
    assert.equal(finding?.kind, 'latency');
    assert.equal(finding.message, 'the answer took 4.2 ms, 0.2 ms longer than the 4 ms expected');
  });

  it('lists every expectation that fails, each at its place in the file', () => {
    const values = [
      { path: '$.predictions[0]', equals: 1 },
      { path: '$.predictions[0]', minimum: 0 },
      { path: '$.nothing', equals: 1 },
      { path: '$.predictions[0]', minimum: 0, maximum: 0.04 },
    ];
    assert.deepEqual(
      checkAnswer({ values }, answer()).map(({ kind, at }) => [kind, at.slice(2)]),
      [
        ['drift', [0, 'equals']],
        ['missing', [2, 'path']],
        ['range', [3, 'maximum']],
      ],
    );
  });

  it('reports rows that no longer fit the model in the validator’s words, apart from a drift', () => {
    const expected: Expected = { values: [{ path: '$.predictions[0]', equals: 1 }] };
    const findings = checkAnswer(
      expected,
      refusal([
        { row: 0, column: 'bonus', got: 9, expected: 'an integer from 1 to 7' },
        { row: 2, column: 'fuel', got: null, expected: 'a value: the column is required' },
        { got: 'x', expected: 'a list of at least one row' },
      ]),
    );
    assert.deepEqual(
      findings.map(({ kind, message, at }) => [kind, message, at]),
      [
        [
          'refused',
          'the model refuses row 0, column "bonus": expected an integer from 1 to 7, got 9',
          ['rows', 0, 'bonus'],
        ],
        [
          'refused',
          'the model refuses row 2, column "fuel": expected a value: the column is required',
          ['rows', 2, 'fuel'],
        ],
        ['refused', 'the model refuses the rows: expected a list of at least one row, got "x"', ['rows']],
      ],
    );
  });

  it('can be a refusal that is expected', () => {
    const errors = [{ row: 0, column: 'bonus', got: 9, expected: 'an integer from 1 to 7' }];
    const values = [{ path: '$.errors[0].column', equals: 'bonus' }];
    assert.deepEqual(checkAnswer({ status: 400, values }, refusal(errors)), []);
    assert.deepEqual(
      checkAnswer({ status: 422 }, refusal(errors, 'One problem')).map(({ message }) => message),
      ['the status is 400 instead of 422 (Invalid rows: One problem)'],
    );
    assert.equal(checkAnswer({ status: 400 }, answer())[0]?.kind, 'status');
  });

  it('that is no JSON is said once', () => {
    const values = [
      { path: '$.a', equals: 1 },
      { path: '$.b', equals: 1 },
    ];
    const findings = checkAnswer({ values }, answer({ body: '<html>' }));
    assert.deepEqual(
      findings.map(({ message }) => message),
      ['the answer is not JSON: "<html>"'],
    );
  });
});
