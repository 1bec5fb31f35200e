/**
 * Reading FlatBuffers without generated code (google/flatbuffers, `docs/source/internals.md`): a table points back to
 * its vtable, which holds the offset of each field, 0 for one that is absent. All numbers are little-endian.
 */

/**
 * A table of a FlatBuffers file. Fields are numbered in the order of the schema. Absent ones read as 0 or empty. All
 * throw a RangeError where an offset leads out of the file.
 */
export type Table = {
  byte(field: number): number;
  int(field: number): number;
  ints(field: number): number[];
  bytes(field: number): Uint8Array;
  table(field: number): Table | undefined;
  tables(field: number): Table[];
};

function tableAt(view: DataView, start: number): Table {
  const vtable = start - view.getInt32(start, true);
  const vtableSize = view.getUint16(vtable, true);

  /** Where the field's value lies, 0 where it is absent. */
  function at(field: number): number {
    const slot = 4 + 2 * field;
    const offset = slot < vtableSize ? view.getUint16(vtable + slot, true) : 0;
    return offset === 0 ? 0 : start + offset;
  }
  const follow = (position: number) => position + view.getUint32(position, true);
  /** First element and length of a vector. @param size bytes of an element. */
  function vector(field: number, size: number): { first: number; length: number } {
    const position = at(field);
    if (position === 0) return { first: 0, length: 0 };
    const first = follow(position) + 4;
    const length = view.getUint32(first - 4, true);
    if (first + length * size > view.byteLength)
      throw new RangeError('Cannot read the file: a vector reaches out of it');
    return { first, length };
  }

  return {
    byte: (field) => (at(field) === 0 ? 0 : view.getInt8(at(field))),
    int: (field) => (at(field) === 0 ? 0 : view.getInt32(at(field), true)),
    ints(field) {
      const { first, length } = vector(field, 4);
      return Array.from({ length }, (_, i) => view.getInt32(first + 4 * i, true));
    },
    bytes(field) {
      const { first, length } = vector(field, 1);
      return new Uint8Array(view.buffer, view.byteOffset + first, length);
    },
    table: (field) => (at(field) === 0 ? undefined : tableAt(view, follow(at(field)))),
    tables(field) {
      const { first, length } = vector(field, 4);
      return Array.from({ length }, (_, i) => tableAt(view, follow(first + 4 * i)));
    },
  };
}

/** The root table of a file. @throws {RangeError} when an offset leads out of the file. */
export function rootTable(file: Uint8Array): Table {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  return tableAt(view, view.getUint32(0, true));
}
