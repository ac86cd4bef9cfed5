import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { HostToTester, TesterTarget } from '../../../contract/testerMessages';
import type { TesterText } from '../../../contract/testerText';
import { DrawnRows } from '../../../extension/requests/data/drawnRows';
import { History } from '../../../extension/requests/history/history';
import { TesterHost } from '../../../extension/requests/testerHost';
import { readTesterMessage } from '../../../extension/requests/testerMessage';

const MESSAGES = 20_000;

/** A small generator with a seed (mulberry32), so that a failure can be seen again. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const types = [
  'ready', 'send', 'sendRaw', 'sendByKey', 'cancel', 'ask', 'cancelAsk', 'start', 'save', 'manageTargets',
  'recall', 'showHistory', 'pickData', 'copy', 'saveFile', 'showLog', 'constructor', '__proto__',
  'editJson', 'followJson', 'openPage', 'toString', 'exec', '', 'READY', 'send ',
]; // prettier-ignore
const keys = ['request', 'ask', 'key', 'rows', 'body', 'target', 'entry', 'send', 'text', 'name', 'kind', 'content', 'encoding', 'json', 'featureKey', 'overrides']; // prettier-ignore
const odd: unknown[] = [
  undefined, null, true, false, 0, 1, -1, 1.5, NaN, Infinity, 2 ** 53, '', 'a', '/demo', '../../x', 'url.a', '\u0000',
  '<script>', 'csv', 'utf8', 'base64', [], {}, [{}], [[]], [{ zone: 'city' }], [{ zone: { toJSON: null } }],
  new Date(0), new Map([['a', 1]]), /x/, 10n, Symbol('s'), () => undefined, new Uint8Array(4),
  JSON.parse('{"__proto__":{"polluted":true}}'), [JSON.parse('{"__proto__":{"polluted":true}}')],
]; // prettier-ignore

/** A value that no page of Bellhop would send, or only nearly one that it would. */
function randomMessage(random: () => number): unknown {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  if (random() < 0.1) return pick(odd);
  const message: Record<string, unknown> = { type: random() < 0.9 ? pick(types) : pick(odd) };
  for (const key of keys) if (random() < 0.6) message[key] = pick(odd);
  if (random() < 0.05) message['rows'] = [message];
  return message;
}

describe('fuzzed messages to the tester’s host', () => {
  it('are refused, or are whole messages that do no more than they say', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-fuzz-'));
    const posted: HostToTester[] = [];
    const done: string[] = [];
    const target: TesterTarget = { id: 'scorer.process', title: 'Embedded scorer', state: 'ready' };
    const host = new TesterHost(
      {
        current: () => ({ key: '/demo', name: 'demo', artefactFolder: '/demo/artefacts' }),
        targets: {
          chosen: () => target,
          list: () => [target],
          reach: () => Promise.reject(new Error('nothing is reached here')),
          lookAtAll: () => Promise.resolve(),
          look: () => Promise.resolve(),
          manage: () => undefined,
        },
        history: new History(path.join(folder, 'history'), () => true),
        drawn: new DrawnRows(),
        showLog: () => undefined,
        save: () => assert.fail('nothing was answered'),
        pickData: () => undefined,
        showHistory: () => undefined,
        copy: (text) => void done.push(`copy ${text}`),
        editJson: ({ key }) => Promise.resolve(void done.push(`edit ${key}`)),
        followJson: (key) => Promise.resolve(void done.push(`follow ${key}`)),
        openPage: ({ key }) => void done.push(`page ${key}`),
        saveFile: ({ name }) => Promise.resolve(void done.push(`file ${name}`)),
        isTrusted: () => true,
        onTrouble: () => undefined,
      },
      {
        readModelFile: () => Promise.resolve(undefined),
        post: (message) => posted.push(message),
        text: {} as TesterText,
      },
    );
    const random = randomNumbers(20261123);
    let taken = 0;
    for (let index = 0; index < MESSAGES; index++) {
      const message = readTesterMessage(randomMessage(random));
      if (!message) continue;
      taken += 1;
      assert.deepEqual(JSON.parse(JSON.stringify(message)), message, 'only what JSON can carry gets through');
      await host.handle(message);
    }
    assert.ok(taken > 100 && taken < MESSAGES / 2, `${taken} were messages`);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    const allowed = /^copy |^file (a|csv|utf8|base64)$|^follow |^page \/demo$/;
    assert.deepEqual(
      done.filter((each) => !allowed.test(each)),
      [],
    );
    assert.deepEqual(await readdir(folder), [], 'nothing was written');
    for (const message of posted) assert.ok(JSON.stringify(message), 'each reply can be posted');
    await rm(folder, { recursive: true });
  });
});
