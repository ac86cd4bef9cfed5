import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { isGone, thisOwner } from '../../../extension/processes/owner';

describe('the owner of what was started', () => {
  const here = thisOwner();

  it('is there as long as its process is', () => {
    assert.equal(isGone(here, here), false);
    const { pid } = spawnSync(process.execPath, ['--version']);
    assert.equal(isGone({ ...here, pid }, here), true);
  });

  it('is gone where its number belongs to another process now', () => {
    assert.equal(isGone({ ...here, started: '1' }, here), true);
  });

  it('is never said to be gone on another machine, nor where its start is not known', () => {
    assert.equal(isGone({ ...here, host: 'another', pid: 2 ** 30 }, here), false);
    assert.equal(isGone({ ...here, started: '' }, here), false);
  });
});
