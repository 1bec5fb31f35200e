/**
 * What keeps one request of a load apart from the next: the bytes of its picture, and the address that it comes from.
 */

let pictures = 0;
let addresses = 0;

/**
 * The parts of a picture with other bytes each time: the server counts the same bytes once. A JPEG gets a comment of
 * its own behind its first marker; another format stays as it is.
 */
export function distinct(image: Uint8Array): Uint8Array<ArrayBuffer>[] {
  const own = image as Uint8Array<ArrayBuffer>;
  if (own[0] !== 0xff) return [own];
  const comment = String(pictures++).padStart(12, '0');
  const segment = Uint8Array.from([0xff, 0xfe, 0, comment.length + 2, ...Buffer.from(comment)]);
  return [own.subarray(0, 2), segment, own.subarray(2)];
}

/** Another address of a private network (RFC 1918) each time: the server slows attempts by address. */
export function nextAddress(): string {
  addresses++;
  return `10.${(addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`;
}
