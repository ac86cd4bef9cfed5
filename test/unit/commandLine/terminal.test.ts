import assert from 'node:assert/strict';
import { Cancelled, Failure } from '../../../contract/failure';
import { Terminal } from '../../../extension/commandLine/terminal';

function terminal(json: boolean) {
  const said = { out: '', err: '' };
  const made = new Terminal(json, { out: (text) => (said.out += text), err: (text) => (said.err += text) });
  return { made, said };
}

describe('what a command says', () => {
  it('is one JSON object a line on stdout with --json, the result last', () => {
    const { made, said } = terminal(true);
    made.progress('Making it');
    made.output('two\nlines');
    made.result({ project: '/p' }, 'Created /p');
    assert.deepEqual(
      said.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
      [
        { event: 'progress', message: 'Making it' },
        { event: 'output', text: 'two\nlines' },
        { project: '/p' },
      ],
    );
    assert.equal(said.err, '');
  });

  it('is words without it: the result on stdout, progress on stderr', () => {
    const { made, said } = terminal(false);
    made.progress('Making it');
    made.result({ project: '/p' }, 'Created /p');
    assert.deepEqual(said, { out: 'Created /p\n', err: 'Making it\n' });
  });

  it('names code, message and next step of a failure', () => {
    const { made, said } = terminal(true);
    assert.equal(made.fail(new Failure('port-busy', 'Port 80 is taken.', 'Choose another.')), 1);
    assert.deepEqual(JSON.parse(said.out), {
      error: { code: 'port-busy', message: 'Port 80 is taken.', next: 'Choose another.' },
    });
  });

  it('ends with 130 when it was interrupted and 2 when it was called wrongly', () => {
    assert.equal(terminal(false).made.fail(new Cancelled()), 130);
    assert.equal(terminal(false).made.fail(new Failure('wrong-use', 'No.', 'So.')), 2);
    assert.equal(terminal(false).made.wrongUse('unknown option'), 2);
  });
});
