import assert from 'node:assert/strict';
import { Terminal } from '../../../../extension/commandLine/terminal';
import { ProgressLine } from '../../../../extension/requests/batch/progressLine';

const progress = { rows: 1500, failed: 0, rowsPerSecond: 812.4, share: 0.5 };

describe('the progress of a file that is scored', () => {
  function shown(json: boolean, isTerminal: boolean): { out: string; err: string } {
    const said = { out: '', err: '' };
    const terminal = new Terminal(json, {
      out: (text) => (said.out += text),
      err: (text) => (said.err += text),
    });
    let now = 0;
    const line = new ProgressLine(terminal, { isTerminal, now: () => now });
    line.show(progress);
    now = 100;
    line.show({ ...progress, rows: 1600 });
    now = 300;
    line.show({ ...progress, rows: 2000, failed: 2, share: 2 / 3 });
    line.end();
    return said;
  }

  it('is one line of a terminal, written anew some times a second, and gone at the end', () => {
    const clear = '\r\u001b[K';
    assert.deepEqual(shown(false, true), {
      out: '',
      err: `${clear}50 %: 1500 rows, 812 a second${clear}67 %: 2000 rows, 812 a second, 2 failed${clear}`,
    });
  });

  it('is an event for a program, and nothing in a log', () => {
    const { out, err } = shown(true, false);
    assert.equal(err, '');
    assert.deepEqual(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
      [
        { event: 'progress', message: '50 %: 1500 rows, 812 a second' },
        { event: 'progress', message: '67 %: 2000 rows, 812 a second, 2 failed' },
      ],
    );
    assert.deepEqual(shown(false, false), { out: '', err: '' });
  });
});
