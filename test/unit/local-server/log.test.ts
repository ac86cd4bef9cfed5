import assert from 'node:assert/strict';
import { createLog } from '../../../local-server/log';

describe("the scorer's log", () => {
  const written: string[] = [];
  const log = createLog((lines) => written.push(lines));
  const lines = (): Record<string, unknown>[] =>
    written
      .join('')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  beforeEach(() => (written.length = 0));

  it('is JSON whatever the values are, and leaves out what is not there', () => {
    const fields = {
      text: 'a "b"\n\u2028é',
      number: 0.125,
      nothing: null,
      absent: undefined,
      flag: true,
      odd: NaN,
    };
    log.warn('Some "thing"', fields);
    log.flush();
    const [line = {}] = lines();
    const { time, ...rest } = line;
    assert.ok(!Number.isNaN(Date.parse(String(time))));
    assert.deepEqual(rest, {
      level: 'warn',
      message: 'Some "thing"',
      text: 'a "b"\n\u2028é',
      number: 0.125,
      nothing: null,
      flag: true,
      odd: null,
    });
  });

  it('writes the lines of a turn together, and bulk lines with the next other line', async () => {
    log.bulk('Request', '"path":"/a"');
    log.bulk('Request', '"path":"/b"');
    await new Promise(setImmediate);
    assert.equal(written.length, 0);
    log.info('Stopping');
    await new Promise(setImmediate);
    assert.equal(written.length, 1);
    assert.deepEqual(
      lines().map(({ message }) => message),
      ['Request', 'Request', 'Stopping'],
    );
  });

  it('keeps no more than a few bulk lines waiting', async () => {
    for (let index = 0; index < 1000; index++) log.bulk('Request', `"path":"/predict","index":${index}`);
    await new Promise(setImmediate);
    assert.equal(lines().length, 1000);
  });

  it('writes no more at once than it is told, and lines always whole', async () => {
    const pieces: string[] = [];
    const short = createLog((text) => pieces.push(text), 200);
    for (let index = 0; index < 10; index++) short.bulk('Request', `"path":"/predict","index":${index}`);
    short.info('Long', { text: 'x'.repeat(300) });
    await new Promise(setImmediate);
    assert.ok(pieces.length >= 5);
    for (const piece of pieces) {
      const count = piece.trimEnd().split('\n').length;
      assert.ok(piece.endsWith('\n') && (piece.length <= 200 || count === 1));
    }
    assert.equal(pieces.join('').trimEnd().split('\n').length, 11);
  });
});
