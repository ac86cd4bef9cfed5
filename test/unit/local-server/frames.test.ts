import assert from 'node:assert/strict';
import { encodeFrame, FrameReader, GREETING, type Frame } from '../../../local-server/python/frames';
import { decodeTensors, encodeTensors } from '../../../local-server/python/tensors';
import type { Tensor } from '../../../local-server/engine/engine';

function reader(): { frames: Frame[]; noise: () => string; push: (piece: Buffer) => void } {
  const frames: Frame[] = [];
  let noise = '';
  const taken = new FrameReader(
    (frame) => frames.push(frame),
    (text) => (noise += text),
  );
  return { frames, noise: () => noise, push: (piece) => taken.push(piece) };
}

const FRAMES = [
  encodeFrame({ type: 'ready', text: 'Gävle' }),
  encodeFrame({ type: 'scored' }, [Uint8Array.of(1, 2), Uint8Array.of(3)]),
];

describe('the frames of a worker', () => {
  for (const size of [1, 7, 1000]) {
    it(`come whole from pieces of ${size} bytes, after what was printed before`, () => {
      const { frames, noise, push } = reader();
      const printed = 'printed\nbellhop-worker 2\nby the package';
      const bytes = Buffer.concat([Buffer.from(printed), GREETING, ...FRAMES]);
      for (let at = 0; at < bytes.length; at += size) push(bytes.subarray(at, at + size));
      assert.equal(noise(), printed);
      assert.deepEqual(
        frames.map(({ header, body }) => [header, [...body]]),
        [
          [{ type: 'ready', text: 'Gävle' }, []],
          [{ type: 'scored' }, [1, 2, 3]],
        ],
      );
    });
  }

  it('never come from who ends without a greeting: all of it was printed', () => {
    const noise: string[] = [];
    const silent = new FrameReader(
      () => assert.fail(),
      (text) => noise.push(text),
    );
    silent.push(Buffer.from('a long farewell\nbellhop'));
    silent.end();
    assert.equal(noise.join(''), 'a long farewell\nbellhop');
  });

  it('of an impossible length, or without JSON, are refused', () => {
    const long = reader();
    assert.throws(() => long.push(Buffer.concat([GREETING, Buffer.alloc(8, 255)])), RangeError);
    const spoilt = reader();
    const bytes = Buffer.concat([GREETING, encodeFrame({})]);
    bytes[bytes.length - 1] = 0;
    assert.throws(() => spoilt.push(bytes), SyntaxError);
  });
});

describe('the tensors of a worker', () => {
  const tensors: Record<string, Tensor> = {
    flag: { type: 'bool', data: Uint8Array.of(1, 0), dims: [2] },
    score: { type: 'float64', data: Float64Array.of(0.1, NaN), dims: [2] },
    whole: { type: 'int64', data: BigInt64Array.of(-1n, 2n ** 53n + 1n), dims: [2] },
    text: { type: 'string', data: ['a', '\0'], dims: [2] },
  };

  it('come back as they were sent, to the last bit', () => {
    const { described, parts } = encodeTensors(tensors);
    const answer = described.map((tensor) => ({ ...tensor, dims: [2] }));
    const { frames, push } = reader();
    push(Buffer.concat([GREETING, encodeFrame({ tensors: answer }, parts)]));
    assert.ok(frames[0]);
    assert.deepEqual(decodeTensors(frames[0]), tensors);
  });

  it('are taken from the rows that are asked for, not from the whole buffer behind them', () => {
    const data = Float64Array.of(1, 2, 3).subarray(1, 2);
    const { described, parts } = encodeTensors({ score: { type: 'float64', data, dims: [1] } });
    assert.deepEqual(described, [{ name: 'score', type: 'float64', rows: 1 }]);
    assert.deepEqual(parts, [new Uint8Array(Float64Array.of(2).buffer)]);
  });

  for (const [what, tensor] of [
    ['more than there is', { name: 'x', type: 'float64', dims: [2] }],
    ['a type that is not known', { name: 'x', type: 'complex', dims: [1] }],
    ['fewer texts than rows', { name: 'x', type: 'string', dims: [2], texts: ['a'] }],
    ['no size', { name: 'x', type: 'float64', dims: [-1] }],
    ['nothing', null],
  ] as const) {
    it(`are refused where they announce ${what}`, () => {
      assert.throws(
        () => decodeTensors({ header: { tensors: [tensor] }, body: Buffer.alloc(8) }),
        RangeError,
      );
    });
  }
});
