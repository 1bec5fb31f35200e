/** Reads and writes Protocol Buffers (protobuf.dev/programming-guides/encoding), as far as an ONNX file needs them. */

const VARINT = 0;
const LENGTH_DELIMITED = 2;
/** Sizes in bytes of the wire types with a fixed size: 64 and 32 bits. */
const FIXED: Record<number, number> = { 1: 8, 5: 4 };

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}

/** Joins the parts into one array. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** An integer of 0 or more as a field. */
export function numberField(field: number, value: number): Uint8Array {
  return Uint8Array.from([...varint(field * 8 + VARINT), ...varint(value)]);
}

/** Bytes or a text as a field. */
export function bytesField(field: number, value: Uint8Array | string): Uint8Array {
  return messageField(field, typeof value === 'string' ? new TextEncoder().encode(value) : value);
}

/** An embedded message as a field. */
export function messageField(field: number, ...fields: Uint8Array[]): Uint8Array {
  return concat(messageParts(field, fields));
}

/** The same in parts, for a message of megabytes: whoever joins them copies it once. */
export function messageParts(field: number, fields: readonly Uint8Array[]): Uint8Array[] {
  const size = fields.reduce((sum, { length }) => sum + length, 0);
  return [Uint8Array.from([...varint(field * 8 + LENGTH_DELIMITED), ...varint(size)]), ...fields];
}

/**
 * A field of a message. `value`: of a number. `bytes`: of everything else. `encoded`: all bytes of it, with its key.
 */
export type Field = { field: number; value: number; bytes: Uint8Array; encoded: Uint8Array };

/** The fields of a message, in order. @throws {RangeError} when the message ends in the middle of a field. */
export function readFields(message: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;

  function number(): number {
    for (let value = 0, unit = 1; at < message.length; unit *= 128) {
      const byte = message[at++]!;
      value += (byte & 127) * unit;
      if (byte < 128) return value;
    }
    throw new RangeError('Cannot read the message: it ends in the middle of a number');
  }

  while (at < message.length) {
    const start = at;
    const key = number();
    const type = key % 8;
    const value = type === VARINT ? number() : 0;
    const length = type === VARINT ? 0 : type === LENGTH_DELIMITED ? number() : FIXED[type];
    if (length === undefined || at + length > message.length) {
      throw new RangeError(`Cannot read the message: a field of type ${type} that does not end`);
    }
    at += length;
    const [bytes, encoded] = [message.subarray(at - length, at), message.subarray(start, at)];
    fields.push({ field: Math.floor(key / 8), value, bytes, encoded });
  }
  return fields;
}

/** The first field with this number. */
export function fieldOf(fields: readonly Field[], number: number): Field | undefined {
  return fields.find(({ field }) => field === number);
}

/** The bytes of a field as text; empty without a field. */
export function textOf(field: Field | undefined): string {
  return field ? new TextDecoder().decode(field.bytes) : '';
}
