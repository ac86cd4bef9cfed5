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
  return [...fieldsOf(bytes)];
}

/** The fields one by one: who wants the first ones does not read the rest. */
export function* fieldsOf(bytes: Uint8Array): Generator<Field> {
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
    yield { number: Math.floor(tag / 8), value, raw: bytes.subarray(start, at) };
  }
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

/** Every text of a repeated field. */
export function textsOf(fields: readonly Field[], number: number): string[] {
  const texts = fields.filter((field) => field.number === number && field.value instanceof Uint8Array);
  return texts.map(({ value }) => Buffer.from(value as Uint8Array).toString('utf8'));
}

/** Every 64-bit integer of a repeated field, packed or not; a varint holds it in two's complement. */
export function int64sOf(fields: readonly Field[], number: number): bigint[] {
  return fields
    .filter((field) => field.number === number)
    .flatMap(({ value, raw }) => {
      if (value instanceof Uint8Array) return varints(value);
      // Without the tag, which is the first of the two.
      return varints(raw).slice(1);
    });
}

function varints(bytes: Uint8Array): bigint[] {
  const values: bigint[] = [];
  let [value, shift] = [0n, 0n];
  for (const byte of bytes) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte >= 0x80) continue;
    values.push(BigInt.asIntN(64, value));
    [value, shift] = [0n, 0n];
  }
  return values;
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
