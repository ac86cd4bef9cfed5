const HEADER_LENGTH = 12;

/** The CRC-32 of one byte; the cipher is built on its steps. */
const TABLE = Uint32Array.from({ length: 256 }, (_none, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/**
 * Decrypts an entry of a zip file that is locked in the traditional way, which is weak but the one that Python's
 * zipfile reads (section 6.1 of PKWARE's APPNOTE.TXT).
 *
 * @param data the entry as it lies in the file, with its header of 12 bytes.
 * @param check the byte that the header ends in.
 * @returns the entry, still compressed; undefined for a wrong password. One in 256 of these passes, so that what comes
 * out must be held against the entry's checksum.
 */
export function decrypt(data: Buffer, password: string, check: number): Buffer | undefined {
  const keys = new Keys();
  for (const byte of Buffer.from(password)) keys.update(byte);
  const plain = Buffer.alloc(data.length);
  for (const [at, byte] of data.entries()) {
    const decrypted = byte ^ keys.next();
    keys.update(decrypted);
    plain[at] = decrypted;
  }
  if (data.length < HEADER_LENGTH || plain[HEADER_LENGTH - 1] !== check) return undefined;
  return plain.subarray(HEADER_LENGTH);
}

/** The three keys of the cipher, which every byte that was decrypted changes. */
class Keys {
  #first = 0x12345678;
  #second = 0x23456789;
  #third = 0x34567890;

  update(byte: number): void {
    this.#first = step(this.#first, byte);
    this.#second = (Math.imul(this.#second + (this.#first & 0xff), 134775813) + 1) >>> 0;
    this.#third = step(this.#third, this.#second >>> 24);
  }

  /** The next byte that the data are combined with. */
  next(): number {
    const value = (this.#third | 2) & 0xffff;
    return (Math.imul(value, value ^ 1) >>> 8) & 0xff;
  }
}

function step(crc: number, byte: number): number {
  return ((TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)) >>> 0;
}
