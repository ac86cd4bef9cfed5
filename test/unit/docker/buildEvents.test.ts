import assert from 'node:assert/strict';
import { readBuildMessage } from '../../../extension/docker/buildEvents';
import { buildWords } from '../../../extension/docker/buildWords';

const stream = (text: string) => readBuildMessage({ stream: text });

describe('what an engine says while it builds', () => {
  it('tells the steps with their numbers, each on one line', () => {
    assert.deepEqual(stream('Step 9/23 : RUN set -eu; \\\n'), [
      { type: 'step', step: 9, steps: 23, instruction: 'RUN set -eu; \\' },
    ]);
    assert.deepEqual(stream('[1/2] STEP 2/4: COPY   a    b\n'), [
      { type: 'step', step: 2, steps: 4, instruction: 'COPY a b' },
    ]);
  });

  it('knows images, containers and what was cached', () => {
    assert.deepEqual(stream(' ---> Using cache\n ---> 52c83cc694b9\n'), [
      { type: 'cached' },
      { type: 'image', id: '52c83cc694b9' },
    ]);
    assert.deepEqual(stream(' ---> Running in 1a1ca4fc1aba\n'), [{ type: 'container', id: '1a1ca4fc1aba' }]);
  });

  it('gives what a step writes line by line, without colours and without the noise between steps', () => {
    assert.deepEqual(stream('\u001b[91mnpm warn\u001b[0m\r\ndone\n'), [
      { type: 'output', line: 'npm warn' },
      { type: 'output', line: 'done' },
    ]);
    assert.deepEqual(stream(' ---> \nRemoving intermediate container 1a1ca4fc1aba\n\n'), []);
  });

  it('tells the bytes of a layer', () => {
    const message = { status: 'Downloading', id: 'a3ed95caeb02', progressDetail: { current: 5, total: 9 } };
    assert.deepEqual(readBuildMessage(message), [
      { type: 'layer', layer: 'a3ed95caeb02', state: 'Downloading', done: 5, total: 9 },
    ]);
    assert.deepEqual(readBuildMessage({ status: 'Pulling from library/node', id: '24' }), [
      { type: 'output', line: 'Pulling from library/node' },
    ]);
  });

  it('passes over what it does not know', () => {
    for (const message of [null, 1, [], {}, { aux: { ID: 'sha256:1' } }, { stream: 1 }]) {
      assert.deepEqual(readBuildMessage(message), []);
    }
  });
});

describe('a build in words', () => {
  it('shortens an instruction that is a whole program', () => {
    const said: string[] = [];
    const tell = buildWords({ onProgress: (words) => said.push(words), onOutput: () => undefined });
    tell({ type: 'step', step: 2, steps: 9, instruction: `RUN ${'echo hello; '.repeat(20)}` });
    assert.match(said[0] ?? '', /^Step 2 of 9: RUN echo hello; .* …$/);
    assert.ok((said[0] ?? '').length < 90);
  });

  it('adds the bytes of all layers up, and does not tell each of them', () => {
    const said: string[] = [];
    const tell = buildWords({ onProgress: (words) => said.push(words), onOutput: () => undefined });
    for (const layer of ['one', 'two']) {
      for (let done = 1; done <= 50; done++) {
        tell({ type: 'layer', layer, state: 'Downloading', done: done * 1e6, total: 50e6 });
      }
    }
    assert.equal(said[0], 'The base image: 1 of 50 MB');
    assert.ok(said.length < 10, said.join('\n'));
  });
});
