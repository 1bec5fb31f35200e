/**
 * Reads FlatBuffers without generated code (google/flatbuffers, `docs/source/internals.md`). A table points back to its
 * vtable, which has the offset of each field, or 0 for an absent field. All numbers are little-endian.
 */

/**
 * A table of a FlatBuffers file. The number of a field is its place in the schema. An absent field reads as 0 or empty.
 * Every method throws a RangeError when an offset leads out of the file.
 */
export type Table = {
  byte(field: number): number;
  int(field: number): number;
  ints(field: number): number[];
  bytes(field: number): Uint8Array;
  table(field: number): Table | undefined;
  tables(field: number): Table[];
};

/** First element and length of the vector at `position`; an empty one at 0. @param size bytes of an element. */
function vectorAt(view: DataView, position: number, size: number): { first: number; length: number } {
  if (position === 0) return { first: 0, length: 0 };
  const first = follow(view, position) + 4;
  const length = view.getUint32(first - 4, true);
  if (first + length * size > view.byteLength) throw new RangeError('Cannot read the file: a vector reaches out of it');
  return { first, length };
}

/** The position that the offset at `position` points to. */
function follow(view: DataView, position: number): number {
  return position + view.getUint32(position, true);
}

function tableAt(view: DataView, start: number): Table {
  const vtable = start - view.getInt32(start, true);
  const vtableSize = view.getUint16(vtable, true);

  /** The position of the field's value; 0 for an absent field. */
  function at(field: number): number {
    const slot = 4 + 2 * field;
    const offset = slot < vtableSize ? view.getUint16(vtable + slot, true) : 0;
    return offset === 0 ? 0 : start + offset;
  }
  const vector = (field: number, size: number) => vectorAt(view, at(field), size);

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
    table: (field) => (at(field) === 0 ? undefined : tableAt(view, follow(view, at(field)))),
    tables(field) {
      const { first, length } = vector(field, 4);
      return Array.from({ length }, (_, i) => tableAt(view, follow(view, first + 4 * i)));
    },
  };
}

/** The root table of a file. @throws {RangeError} when an offset leads out of the file. */
export function rootTable(file: Uint8Array): Table {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  return tableAt(view, view.getUint32(0, true));
}
