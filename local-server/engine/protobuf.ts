/** As much of protobuf's wire format (https://protobuf.dev/programming-guides/encoding/) as ONNX files need. */

/** One field of a message: what it holds, and all of it as it stands in the file. */
export interface Field {
  number: number;
  /** A number where it is a varint, else the bytes. */
  value: number | Uint8Array;
  raw: Uint8Array;
}

/** @throws RangeError where the bytes are no message. */
export function readFields(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let [value, factor] = [0, 1];
    for (;;) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError('a number does not end');
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
  };
  while (at < bytes.length) {
    const start = at;
    const tag = varint();
    const wire = tag & 7;
    let value: Field['value'];
    if (wire === 0) value = varint();
    else {
      const length = wire === 2 ? varint() : wire === 5 ? 4 : wire === 1 ? 8 : NaN;
      if (!(at + length <= bytes.length)) throw new RangeError('a field does not end');
      value = bytes.subarray(at, at + length);
      at += length;
    }
    fields.push({ number: Math.floor(tag / 8), value, raw: bytes.subarray(start, at) });
  }
  return fields;
}

/** The first bytes of a field, or none. */
export function bytesOf(fields: readonly Field[], number: number): Uint8Array {
  const value = fields.find((field) => field.number === number)?.value;
  return value instanceof Uint8Array ? value : new Uint8Array();
}

export function textOf(fields: readonly Field[], number: number): string {
  return Buffer.from(bytesOf(fields, number)).toString('utf8');
}

export function numberOf(fields: readonly Field[], number: number): number {
  const value = fields.find((field) => field.number === number)?.value;
  return typeof value === 'number' ? value : 0;
}

/** A field with a number, a text or a message in it. */
export function field(number: number, value: number | string | Uint8Array): Uint8Array {
  if (typeof value === 'number') return Buffer.concat([varintOf(number * 8), varintOf(value)]);
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([varintOf(number * 8 + 2), varintOf(bytes.length), bytes]);
}

export function message(...fields: Uint8Array[]): Uint8Array {
  return Buffer.concat(fields);
}

function varintOf(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}
