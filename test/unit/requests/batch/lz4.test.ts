import assert from 'node:assert/strict';
import { unpackLz4, unpackLz4Raw } from '../../../../extension/requests/batch/lz4';

const bytes = (...values: number[]): Buffer => Buffer.from(values);
const text = (unpacked: Uint8Array): string => Buffer.from(unpacked).toString();
/** A block of literals alone, of at most 14. */
const literals = (words: string): Buffer => Buffer.concat([bytes(words.length << 4), Buffer.from(words)]);
/** A block as Hadoop frames it. */
function framed(block: Buffer, holds: number): Buffer {
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(holds, 0);
  lengths.writeUInt32BE(block.length, 4);
  return Buffer.concat([lengths, block]);
}

describe('LZ4', () => {
  it('has literals, and pieces of what came before, also such that overlap themselves', () => {
    assert.equal(text(unpackLz4Raw(literals('policy'), 6)), 'policy');
    // "ab", then 10 bytes from 2 bytes before, then "c".
    const repeated = Buffer.concat([bytes(0x26), Buffer.from('ab'), bytes(2, 0), literals('c')]);
    assert.equal(text(unpackLz4Raw(repeated, 13)), 'ababababababc');
    // Lengths of 15 and more go on in the next bytes: 1 literal, then 4 + 15 + 255 + 2 times the same.
    const long = Buffer.concat([bytes(0x1f), Buffer.from('x'), bytes(1, 0, 255, 2), literals('')]);
    assert.equal(text(unpackLz4Raw(long, 277)), 'x'.repeat(277));
    const many = Buffer.from('y'.repeat(300));
    assert.equal(text(unpackLz4Raw(Buffer.concat([bytes(0xf0, 255, 30), many]), 300)), 'y'.repeat(300));
  });

  it('may hold nothing', () => {
    assert.equal(unpackLz4Raw(bytes(0), 0).length, 0);
  });

  it('of Hadoop has blocks after their lengths; one block alone is taken under this name, too', () => {
    const blocks = Buffer.concat([framed(literals('policies'), 8), framed(literals(' of 2026'), 8)]);
    assert.equal(text(unpackLz4(blocks, 16)), 'policies of 2026');
    assert.equal(text(unpackLz4(literals('policies'), 8)), 'policies');
  });

  it('that is damaged is refused, and nothing is written beyond what it should hold', () => {
    const damaged = {
      'cut off in its literals': bytes(0x40, 1, 2),
      'cut off in a length': bytes(0xf0, 255),
      'cut off in a distance': bytes(0x10, 1, 1),
      'without an end': bytes(0x10, 1, 1, 0),
      'a distance of nothing': bytes(0x10, 1, 0, 0, 0),
      'a distance before the beginning': bytes(0x10, 1, 2, 0, 0),
      'more than it should hold': bytes(0x1f, 1, 1, 0, 255, 255, 0, 0),
      'less than it should hold': bytes(0x10, 1),
      nothing: bytes(),
    };
    for (const [what, packed] of Object.entries(damaged)) {
      assert.throws(() => unpackLz4Raw(packed, 8), /LZ4 is damaged/, what);
      assert.throws(() => unpackLz4(packed, 8), /LZ4 is damaged/, what);
    }
  });
});
