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
});
