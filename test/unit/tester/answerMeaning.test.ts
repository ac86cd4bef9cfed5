import assert from 'node:assert/strict';
import type { Golden } from '../../../contract/artefact';
import { changeSince, goldenChange } from '../../../webview/tester/answer/difference';
import { prettyPieces } from '../../../webview/tester/answer/prettyJson';
import { snippet } from '../../../webview/tester/answer/snippets';
import { meanOf, rankOf } from '../../../webview/tester/answer/trainingScores';
import { percentText, readable } from '../../../webview/tester/text';

describe('the place among the training scores', () => {
  it('is a share, between two quantiles too, and the middle of scores that many share', () => {
    const quantiles = [0, 1, 2, 4, 8];
    assert.deepEqual(
      [-1, 0, 1, 3, 8, 9].map((score) => rankOf(score, quantiles)),
      [0, 0, 0.25, 0.625, 1, 1],
    );
    assert.equal(rankOf(5, [1, 5, 5, 5, 9]), 0.5);
    assert.equal(rankOf(3, [3, 3, 3]), 0.5);
  });

  it('has a mean, the area below the quantiles', () => {
    assert.equal(meanOf([0, 1, 2]), 1);
    assert.equal(meanOf([0, 0, 0, 0, 8]), 1);
  });
});

describe('differences', () => {
  const model = { outputs: [{ name: 'claims', onnx: 'x' }] };
  const past = { rows: [{ bonus: 5, zone: 'a' }], predictions: [0.08], from: 'x' };

  it('name the score’s change and the columns that were changed', () => {
    const now = { rows: [{ bonus: 3, zone: 'a', value: null }], predictions: [0.1], from: 'x' };
    const change = changeSince(past, now, model);
    assert.deepEqual(change?.columns, [{ name: 'bonus', before: 5, now: 3 }]);
    assert.deepEqual(
      change.scores.map(({ before, now: after }) => [before, after]),
      [[0.08, 0.1]],
    );
    assert.equal(changeSince({ ...past, rows: [{}, {}] }, now, model), undefined);
  });

  it('to a golden score count beyond the tolerance only', () => {
    const golden: Golden = {
      tolerance: 1e-5,
      probability: 1e-6,
      scale: 0.1,
      rows: [{ row: { bonus: 5, zone: 'a' }, prediction: 0.08 }],
    };
    const input = {
      type: 'object' as const,
      'x-order': ['bonus', 'zone', 'value'],
      required: [],
      properties: {},
    };
    const compared = { ...model, golden, input };
    const row = { zone: 'a', bonus: 5, value: null };
    assert.equal(goldenChange(row, 0.08 + 0.9e-6, compared)?.agrees, true);
    assert.equal(goldenChange(row, 0.08 + 1.1e-6, compared)?.agrees, false);
    assert.equal(goldenChange(row, 'text', compared)?.agrees, false);
    assert.equal(goldenChange({ ...row, bonus: 4 }, 0.08, compared), undefined);
  });
});

describe('snippets', () => {
  const rows = [{ name: "O'Neil $(x) `y`", leased: true, value: null, zone: '{{secret}}' }];
  const request = { url: 'http://127.0.0.1:5000/', headers: ['X-Api-Key'], asked: { rows } };

  it('for curl leave nothing to the shell but the variable of a header', () => {
    assert.equal(
      snippet('curl', request),
      [
        `curl --fail-with-body 'http://127.0.0.1:5000/predict'`,
        `--header 'Content-Type: application/json'`,
        `--header 'X-Api-Key: '"$X_API_KEY"`,
        `--data-raw '{"rows":[{"name":"O'\\''Neil $(x) \`y\`","leased":true,"value":null,"zone":"{{secret}}"}]}'`,
      ].join(' \\\n  '),
    );
  });

  it('for Python are literals of Python', () => {
    const python = snippet('python', request);
    assert.match(python, /"leased": True,\n\s+"value": None,/);
    assert.match(python, /"X-Api-Key": os\.environ\["X_API_KEY"\]/);
    assert.match(python, /^answer = requests\.post\("http:\/\/127\.0\.0\.1:5000\/predict", json/m);
    assert.doesNotMatch(snippet('python', { ...request, headers: [] }), /environ|headers/);
  });

  it('ask by key with what replaces the features of the key, whatever the key holds', () => {
    const asked = { featureKey: "a/b '?#", overrides: { leased: true } };
    const byKey = { ...request, headers: [], asked };
    const route = 'http://127.0.0.1:5000/predict/a%2Fb%20';
    assert.equal(
      snippet('curl', byKey),
      [
        `curl --fail-with-body '${route}'\\''%3F%23'`,
        `--header 'Content-Type: application/json'`,
        `--data-raw '{"overrides":{"leased":true},"features":true}'`,
      ].join(' \\\n  '),
    );
    assert.match(snippet('python', byKey), /"overrides": {\n\s+"leased": True,\n\s+},\n\s+"features": True,/);
    assert.ok(snippet('http', byKey).startsWith(`POST ${route}'%3F%23 HTTP/1.1`));
  });

  it('for REST clients name no variable that a value holds', () => {
    const http = snippet('http', request);
    assert.match(
      http,
      /^POST http:\/\/127\.0\.0\.1:5000\/predict HTTP\/1\.1\nContent-Type: application\/json\n/,
    );
    assert.equal(http.split('{{').length, 2, 'only that of the header');
    const body = JSON.parse(http.slice(http.indexOf('\n\n'))) as unknown;
    assert.deepEqual(body, { rows });
  });
});

describe('an answer laid out', () => {
  const whole = (text: string, budget = 7): string => {
    const pieces = prettyPieces(text);
    let all = '';
    while (!pieces.isDone) all += pieces.next(budget);
    return all;
  };

  it('reads as JSON.stringify would lay it out, whatever the pieces', () => {
    const value = { a: [1, { b: 'x "y", {z}: [\\' }], empty: {}, none: [], n: null };
    const compact = JSON.stringify(value);
    for (const budget of [1, 7, 1000]) assert.equal(whole(compact, budget), JSON.stringify(value, null, 2));
    assert.equal(whole(JSON.stringify(value, null, 4)), JSON.stringify(value, null, 2));
  });

  it('keeps each digit of a number, and a text that is no JSON as it is', () => {
    assert.equal(whole('[9007199254740993, 1.10]'), '[\n  9007199254740993,\n  1.10\n]');
    assert.equal(whole('<h1>no {json}</h1>'), '<h1>no {json}</h1>');
    assert.equal(whole('["open'), '[\n  "open');
    assert.ok(whole('['.repeat(100_000), 5000).length < 12_000_000);
  });
});

describe('readable', () => {
  it('keeps every digit of an integer, and six of what has a fraction', () => {
    assert.deepEqual(
      [9007199254740991, 1234567, -7, 0.0812345678, 1e300, 12.5].map((value) => readable(value)),
      ['9007199254740991', '1234567', '-7', '0.0812346', '1e+300', '12.5'],
    );
  });
});

describe('percentText', () => {
  it('has one digit after the point', () => {
    assert.deepEqual([0.5, 0.1234, 0.00004, 1, 12.345].map(percentText), ['50', '12.3', '0', '100', '1230']);
  });
});
