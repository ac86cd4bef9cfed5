import assert from 'node:assert/strict';
import { draftOf } from '../../../webview/tester/form/draft';
import { keptOf, readSaved, storable, withKept, type Kept } from '../../../webview/tester/saved';

const kept: Kept = { draft: draftOf(undefined, []), example: 0, jsonOpen: true, rawOpen: false };

describe('saved state of the page', () => {
  it('is read back as it was stored', () => {
    const saved = withKept(readSaved(undefined), '/demo', kept);
    const again = readSaved(JSON.parse(JSON.stringify(storable(saved))));
    assert.deepEqual(keptOf(again, '/demo'), kept);
  });

  it('begins anew with anything else', () => {
    for (const value of [null, 'x', {}, { schema: 2, projects: [] }, { schema: 1, projects: {} }]) {
      assert.deepEqual(readSaved(value), { schema: 1, requests: 0, projects: [] });
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
});
