import assert from 'node:assert/strict';
import { draftOf } from '../../../webview/tester/form/draft';
import {
  keptOf,
  readSaved,
  storable,
  withKept,
  withoutData,
  withReply,
  type Kept,
  type Reply,
} from '../../../webview/tester/saved';

const kept: Kept = {
  draft: draftOf(undefined, []),
  example: 0,
  view: 'json',
  panel: 'answer',
  rawOpen: false,
};

describe('saved state of the page', () => {
  it('is read back as it was stored', () => {
    const saved = withKept(readSaved(undefined), '/demo', kept);
    const again = readSaved(JSON.parse(JSON.stringify(storable(saved))));
    assert.deepEqual(keptOf(again, '/demo'), kept);
  });

  it('begins anew with anything else', () => {
    for (const value of [null, 'x', {}, { schema: 1, projects: [] }, { schema: 2, projects: {} }]) {
      assert.deepEqual(readSaved(value), { schema: 2, requests: 0, projects: [] });
    }
  });

  it('keeps the projects that were used last', () => {
    let saved = readSaved(undefined);
    for (let index = 0; index < 20; index++) {
      saved = withKept(saved, `/p${index}`, kept);
      saved = withKept(saved, '/mine', kept);
    }
    assert.equal(saved.projects.length, 12);
    assert.ok(keptOf(saved, '/mine') && keptOf(saved, '/p19') && !keptOf(saved, '/p1'));
  });

  it('does not store what is too long, and still shows it', () => {
    const answer = { status: 200, milliseconds: 1, body: 'x'.repeat(300_000) };
    const saved = withKept(readSaved(undefined), '/demo', {
      ...kept,
      reply: { kind: 'answer', request: 1, answer, stale: false },
    });
    assert.equal(keptOf(storable(saved), '/demo')?.reply, undefined);
    assert.ok(keptOf(saved, '/demo')?.reply);
    const long = { ...kept, draft: { ...kept.draft, json: 'x'.repeat(300_000) } };
    assert.equal(keptOf(storable(withKept(saved, '/demo', long)), '/demo'), undefined);
  });

  it('keeps the row that a request by key was scored with, to compare the next one with it', () => {
    const prediction = {
      model: { name: 'm', version: '1' },
      request_id: '',
      predictions: [1],
      warnings: [],
    };
    const features = { age: { value: 30, from: 'datasource' as const } };
    const answer = { status: 200, milliseconds: 1, body: '', prediction, features };
    const reply: Reply = { kind: 'answer', request: 1, answer, stale: false };
    const after = withReply(kept, reply, { request: 1, key: '/demo', target: 'Motor API', byKey: true });
    assert.deepEqual(after.last?.rows, [{ age: 30 }]);
    assert.deepEqual(after.reply, { ...reply, byKey: true });
    const again = withReply(after, reply, { request: 2, key: '/demo', target: 'Motor API', byKey: true });
    assert.deepEqual(again.past?.rows, [{ age: 30 }]);
    const stored = storable(withKept(readSaved(undefined), '/demo', again));
    assert.deepEqual(keptOf(stored, '/demo'), kept, 'what a data source told of somebody is not stored');
  });

  it('keeps the prediction of a single row for the comparison with the next one', () => {
    const replyOf = (score: number): Reply => {
      const model = { name: 'm', version: '1' };
      const prediction = { model, request_id: '', predictions: [score], warnings: [] };
      const answer = { status: 200, milliseconds: 1, body: '', prediction };
      return { kind: 'answer', request: 1, answer, stale: false };
    };
    const pending = { request: 1, key: '/demo', target: 'Embedded scorer' };
    const first = withReply(kept, replyOf(1), { ...pending, rows: [{ age: 1 }] });
    assert.equal(first.past, undefined);
    const second = withReply(first, replyOf(2), { ...pending, rows: [{ age: 2 }] });
    assert.deepEqual(second.past, { rows: [{ age: 1 }], predictions: [1], from: 'Embedded scorer, m 1' });
    // Between them came an answer to many rows, or a refusal: neither is on show as a difference.
    const many = withReply(second, replyOf(3), pending);
    assert.equal(many.last, undefined);
    const third = withReply(many, replyOf(4), { ...pending, rows: [{ age: 3 }] });
    assert.deepEqual(third.past?.predictions, [2]);
  });

  describe('with a private row of the data', () => {
    const row = { age: 44 };
    const data = { number: 1, row, actual: 0, isPrivate: true };
    const past = { rows: [row], predictions: [1], from: 'here' };
    const draft = { ...kept.draft, rows: [row], json: JSON.stringify({ rows: [row] }) };
    const pending = { request: 1, key: '/demo', rows: [row], target: 'here' };
    const failure: Reply = { kind: 'failure', message: '44 is not allowed', next: '' };
    const full: Kept = { ...kept, draft, drawn: [data], last: past, past, reply: failure };
    const saved = { ...withKept(withKept(readSaved(undefined), '/other', kept), '/demo', full), pending };

    it('stores nothing of it, only that there was one', () => {
      const stored = storable(saved);
      assert.deepEqual(stored, {
        schema: 2,
        requests: 0,
        projects: [['/other', kept]],
        unstored: ['/demo'],
      });
      assert.deepEqual(keptOf(saved, '/demo'), full);
    });

    it('stores nothing of it either once the draft tells of it no more', () => {
      const now = withoutData(saved, '/demo');
      assert.doesNotMatch(
        JSON.stringify(
          storable({
            ...now,
            projects: now.projects.map(([key, each]) => [key, { ...each, draft: kept.draft }]),
          }),
        ),
        /44/,
      );
      assert.deepEqual(now.pending, { request: 1, key: '/demo', target: 'here' });
    });

    it('of one that may be shared, answer and comparison stay', () => {
      const shared = withKept(saved, '/demo', { ...full, drawn: [{ ...data, isPrivate: false }] });
      const left = keptOf(withoutData(shared, '/demo'), '/demo');
      assert.deepEqual(left, { ...kept, draft, last: past, past, reply: failure });
      assert.deepEqual(keptOf(storable(shared), '/demo')?.drawn, [{ ...data, isPrivate: false }]);
    });
  });
});
