import assert from 'node:assert/strict';
import { Failure } from '../../../../contract/failure';
import { readHeaders, withoutSecrets } from '../../../../extension/requests/targets/headerOption';

const environment = { TOKEN: 's3cret-token', EMPTY: '', LINES: 'a\r\nX-B: b' };

describe('the headers of a command line', () => {
  it('take their values from the environment', () => {
    assert.deepEqual(
      readHeaders(['Authorization: Bearer $TOKEN', 'X-Api-Key:${TOKEN}x', 'X-Trace: 7'], environment),
      {
        headers: { Authorization: 'Bearer s3cret-token', 'X-Api-Key': 's3cret-tokenx', 'X-Trace': '7' },
        secrets: ['s3cret-token', 's3cret-token'],
      },
    );
  });

  for (const [text, said] of [
    ['Authorization: Bearer abc123', /header Authorization stands in the command line/],
    ['X-Api-Key: abc123', /header X-Api-Key stands in the command line/],
    ['X-A: $MISSING', /needs the variable MISSING/],
    ['X-A: $EMPTY', /needs the variable EMPTY/],
    ['X-A: $LINES', /value of the header X-A/],
    ['no header abc123', /no header/],
    [': abc123', /no header/],
    ['Host: abc123', /sets the header Host itself/],
    ['a b: abc123', /no name of a header/],
  ] as const) {
    it(`are refused where they are none: ${text}`, () => {
      assert.throws(
        () => readHeaders([text], environment),
        (error: unknown) => {
          assert.ok(error instanceof Failure && error.code === 'wrong-use');
          assert.match(error.message, said);
          assert.ok(!`${error.message} ${error.next}`.includes('abc123'), 'the value is not repeated');
          return true;
        },
      );
    });
  }

  it('are covered in a report, wherever it repeats them', () => {
    const report = {
      findings: [{ message: 'got "a\\"b-s3cret"', got: { 's3cret-token': ['x s3cret-token'] } }],
      n: 1,
    };
    assert.deepEqual(withoutSecrets(report, ['s3cret-token', 'a"b-s3cret', '1']), {
      findings: [{ message: 'got "•••"', got: { '•••': ['x •••'] } }],
      n: 1,
    });
    assert.equal(withoutSecrets(report, []), report);
  });
});
