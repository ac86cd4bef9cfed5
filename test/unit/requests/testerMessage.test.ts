import assert from 'node:assert/strict';
import { readTesterMessage } from '../../../extension/requests/testerMessage';

describe('readTesterMessage', () => {
  it('reads each message that the page sends', () => {
    const messages = [
      { type: 'ready' },
      { type: 'start' },
      { type: 'showLog' },
      { type: 'cancel', request: 3 },
      { type: 'save', request: 3 },
      { type: 'send', request: 1, key: '/projects/demo', rows: [{ zone: 'city', bonus: 1, value: null }] },
    ];
    for (const message of messages) assert.deepEqual(readTesterMessage(message), message);
  });

  it('drops whatever is none', () => {
    const send = { type: 'send', request: 1, key: 'k', rows: [{}] };
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const values = [
      undefined,
      null,
      'ready',
      [],
      {},
      { type: 'constructor' },
      { type: ['ready'] },
      { type: 'cancel' },
      { type: 'cancel', request: '1' },
      { type: 'save' },
      { type: 'save', request: -1 },
      { ...send, request: 0 },
      { ...send, request: 1.5 },
      { ...send, key: 7 },
      { ...send, key: 'k'.repeat(5000) },
      { ...send, rows: [] },
      { ...send, rows: {} },
      { ...send, rows: [1] },
      { ...send, rows: [[1]] },
      { ...send, rows: [circular] },
      { ...send, rows: [{ value: 1n }] },
      { ...send, rows: [{ text: 'x'.repeat(10_000_001) }] },
    ];
    for (const value of values) assert.equal(readTesterMessage(value), undefined);
  });

  it('keeps nothing but the fields that it knows', () => {
    const message = { type: 'cancel', request: 1, command: 'workbench.action.terminal.new' };
    assert.deepEqual(readTesterMessage(message), { type: 'cancel', request: 1 });
  });
});
