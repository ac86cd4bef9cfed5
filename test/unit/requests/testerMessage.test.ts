import assert from 'node:assert/strict';
import { readTesterMessage } from '../../../extension/requests/testerMessage';

describe('readTesterMessage', () => {
  it('reads each message that the page sends', () => {
    const messages = [
      { type: 'ready' },
      { type: 'start' },
      { type: 'showLog' },
      { type: 'manageTargets' },
      { type: 'showHistory' },
      { type: 'pickData', key: '/demo' },
      { type: 'cancel', request: 3 },
      { type: 'cancelAsk', ask: 3 },
      { type: 'ask', ask: 3, key: '/projects/demo', rows: [{ zone: 'city' }] },
      { type: 'sendRaw', request: 3, key: '/projects/demo', body: '{' },
      {
        type: 'sendByKey',
        request: 3,
        key: '/projects/demo',
        featureKey: 'P/4 7',
        overrides: { zone: 'city' },
      },
      { type: 'sendByKey', request: 3, key: '/projects/demo', featureKey: '...', overrides: {} },
      { type: 'recall', entry: '0mb2k3-a1b2', send: true },
      { type: 'copy', text: 'curl' },
      { type: 'editJson', key: '/projects/demo', json: '{' },
      { type: 'followJson', key: '/projects/demo', json: '{}' },
      { type: 'openPage', key: '/projects/demo', rows: [{ zone: 'city' }] },
      { type: 'saveFile', name: 'what-if bonus.csv', kind: 'csv', content: 'a,b', encoding: 'utf8' },
      { type: 'saveFile', name: 'chart.png', kind: 'png', content: 'iVBORw0KGgo=', encoding: 'base64' },
      { type: 'save', request: 3 },
      { type: 'send', request: 1, key: '/projects/demo', rows: [{ zone: 'city', bonus: 1, value: null }] },
    ];
    for (const message of messages) assert.deepEqual(readTesterMessage(message), message);
  });

  it('drops whatever is none', () => {
    const send = { type: 'send', request: 1, key: 'k', rows: [{}] };
    const file = { type: 'saveFile', name: 'a.csv', kind: 'csv', content: '', encoding: 'utf8' };
    const byKey = { type: 'sendByKey', request: 1, key: 'k', featureKey: '4711', overrides: {} };
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
      { type: 'recall', entry: '../../etc/passwd', send: true },
      { type: 'recall', entry: '', send: true },
      { type: 'recall', entry: 'a', send: 'yes' },
      { type: 'sendRaw', request: 1, key: 'k', body: {} },
      { type: 'ask', ask: 0, key: 'k', rows: [{}] },
      { type: 'copy', text: 'x'.repeat(10_000_001) },
      { type: 'editJson', key: 'k' },
      { type: 'followJson', key: 'k', json: ['{}'] },
      { type: 'openPage', key: 'k', rows: [] },
      { ...file, name: '../.bashrc' },
      { ...file, name: '.bashrc' },
      { ...file, name: 'a/b.csv' },
      { ...file, kind: 'sh' },
      { ...file, encoding: 'hex' },
      { ...file, encoding: 'base64', content: 'no base64!' },
      { ...byKey, featureKey: '' },
      { ...byKey, featureKey: ' ' },
      { ...byKey, featureKey: '..' },
      { ...byKey, featureKey: '.' },
      { ...byKey, featureKey: 4711 },
      { ...byKey, featureKey: '\ud800' },
      { ...byKey, featureKey: 'k'.repeat(501) },
      { ...byKey, overrides: [] },
      { ...byKey, overrides: undefined },
      { ...byKey, overrides: circular },
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
