/**
 * Unpacks one block of LZ4, by its format's description (lz4_Block_format.md of the LZ4 project): sequences of a token, literals,
 * and a match, which is a piece of what was unpacked before. The last sequence has literals alone, and may have none.
 *
 * @param into what it is unpacked into, from `start` on; nothing is written beyond its end.
 * @returns how many bytes it holds.
 * @throws Error where it is damaged.
 */
function unpackBlock(packed: Uint8Array, into: Uint8Array, start: number): number {
  let [read, written] = [0, start];
  /** The four bits of a token, and the bytes that follow them where these are full. */
  const lengthOf = (bits: number): number => {
    let length = bits;
    for (let byte = bits === 15 ? 255 : 0; byte === 255; length += byte) {
      byte = byteAt(packed, read);
      read += 1;
    }
    return length;
  };
  while (read < packed.length) {
    const token = byteAt(packed, read);
    read += 1;
    const literals = lengthOf(token >> 4);
    if (read + literals > packed.length || written + literals > into.length) throw damaged();
    into.set(packed.subarray(read, read + literals), written);
    read += literals;
    written += literals;
    if (read === packed.length) return written - start;
    const distance = byteAt(packed, read) | (byteAt(packed, read + 1) << 8);
    read += 2;
    const length = lengthOf(token & 15) + 4;
    if (distance === 0 || distance > written - start || written + length > into.length) throw damaged();
    copyBack(into, written, distance, length);
    written += length;
  }
  throw damaged();
}

/** Copies what was written some bytes before; where the two overlap it is repeated. */
function copyBack(bytes: Uint8Array, at: number, distance: number, length: number): void {
  for (let done = 0; done < length;) {
    // What was copied may be copied again: each step doubles what can be.
    const step = Math.min(length - done, distance + done);
    bytes.copyWithin(at + done, at - distance, at - distance + step);
    done += step;
  }
}

/** The codec LZ4_RAW of Parquet: one block. */
export function unpackLz4Raw(packed: Uint8Array, length: number): Uint8Array {
  const into = new Uint8Array(length);
  if (unpackBlock(packed, into, 0) !== length) throw damaged();
  return into;
}

/**
 * The older codec LZ4 of Parquet: blocks as Hadoop frames them, each after the lengths of what it holds and of itself, four bytes each,
 * the most significant first; or one block alone, as some programs have written it under this name.
 */
export function unpackLz4(packed: Uint8Array, length: number): Uint8Array {
  return unpackFramed(packed, length) ?? unpackLz4Raw(packed, length);
}

function unpackFramed(packed: Uint8Array, length: number): Uint8Array | undefined {
  const into = new Uint8Array(length);
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  let [read, written] = [0, 0];
  while (read < packed.length) {
    if (read + 8 > packed.length) return undefined;
    const [holds, size] = [view.getUint32(read), view.getUint32(read + 4)];
    read += 8;
    if (read + size > packed.length || written + holds > length) return undefined;
    try {
      if (unpackBlock(packed.subarray(read, read + size), into, written) !== holds) return undefined;
    } catch {
      return undefined;
    }
    read += size;
    written += holds;
  }
  return written === length ? into : undefined;
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw damaged();
  return byte;
}

function damaged(): Error {
  return new Error('its LZ4 is damaged');
}
