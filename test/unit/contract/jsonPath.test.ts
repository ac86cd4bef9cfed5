import assert from 'node:assert/strict';
import { parsePath, pathText, valueAt, type PathStep } from '../../../contract/jsonPath';

describe('a path into an answer', () => {
  const paths: [string, PathStep[]][] = [
    ['$', []],
    ['$.predictions[0].label', ['predictions', 0, 'label']],
    ['$[0][-1]', [0, -1]],
    [`$['a name']["b.c"]`, ['a name', 'b.c']],
    ['$["with \\" and \\\\ and \\u00e9"]', ['with " and \\ and é']],
    [`$['it\\'s "so"']`, [`it's "so"`]],
    ['$.größe', ['größe']],
    ['$[ 2 ]', [2]],
  ];
  for (const [text, steps] of paths) {
    it(`${text} is read`, () => assert.deepEqual(parsePath(text), steps));
  }

  for (const text of [
    '',
    'predictions',
    '$predictions',
    '$.',
    '$..label',
    '$.predictions[*]',
    '$.predictions[0:2]',
    '$.predictions[01]',
    '$.predictions[-0]',
    '$.predictions[0',
    '$[?@.a == 1]',
    "$['open]",
    "$['a','b']",
    '$["bad \\x escape"]',
    '$.predictions[0] ',
  ]) {
    it(`"${text}" is refused`, () => assert.equal(parsePath(text), undefined));
  }

  it('is written as it is read', () => {
    const steps = ['predictions', 0, 'a "name"', '', 'größe', "it's", 'x_1', -2];
    assert.deepEqual(parsePath(pathText(steps)), steps);
    assert.equal(pathText(['predictions', 0, 'label']), '$.predictions[0].label');
  });

  it('leads to one value, or says up to where it leads', () => {
    const document = { predictions: [{ label: null }, 2], ['__proto__x']: 1 };
    const at = (text: string): unknown => valueAt(document, parsePath(text) ?? assert.fail(text));
    assert.deepEqual(at('$'), { value: document });
    assert.deepEqual(at('$.predictions[0].label'), { value: null });
    assert.deepEqual(at('$.predictions[-1]'), { value: 2 });
    assert.deepEqual(at('$.predictions[2].label'), { missing: ['predictions', 2] });
    assert.deepEqual(at('$.predictions[-3]'), { missing: ['predictions', -3] });
    assert.deepEqual(at('$.predictions.length'), { missing: ['predictions', 'length'] });
    assert.deepEqual(at('$.toString'), { missing: ['toString'] });
    assert.deepEqual(at('$.predictions[1].x'), { missing: ['predictions', 1, 'x'] });
    assert.deepEqual(at('$[0]'), { missing: [0] });
  });
});
