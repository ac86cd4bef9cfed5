import assert from 'node:assert/strict';
import { engineError } from '../../../local-server/engine/engineError';

describe('an error of the runtime, in words that may be shown', () => {
  const cases: [message: string, shown: string][] = [
    ['Protobuf parsing failed.', 'Protobuf parsing failed.'],
    [
      '/build/src/graph.cc:12 void ort::Graph::Init() This is an invalid model.\n',
      'This is an invalid model.',
    ],
    [
      "Can't create a session. ERROR_MESSAGE: /mnt/a/tree.h:9 Tree<T>::Tree(const Info &, bool) [T = float] ids.empty() was false.",
      "Can't create a session. ERROR_MESSAGE: ids.empty() was false.",
    ],
    ['Cannot open /home/me/model.onnx now', 'Cannot open now'],
    ['', 'the runtime gives no reason'],
  ];
  for (const [message, shown] of cases) {
    it(JSON.stringify(message.slice(0, 40)), () => {
      const cause = new Error(message);
      const error = engineError(cause);
      assert.equal(error.message, shown);
      assert.equal(error.cause, cause);
    });
  }

  it('is short', () => assert.equal(engineError(new Error('x'.repeat(1000))).message.length, 301));
});
