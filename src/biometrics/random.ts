/** Random numbers that can be repeated: the same seed gives the same numbers, on every machine. */

/** Numbers in 0..1 from a seed: mulberry32 (T. Ettinger, 2017; public domain), a generator with 32 bits of state. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A new array with the items in random order (Fisher-Yates, in the form of R. Durstenfeld, 1964). */
export function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const drawn = [...items];
  for (let last = drawn.length - 1; last > 0; last--) {
    const chosen = Math.floor(random() * (last + 1));
    [drawn[last], drawn[chosen]] = [drawn[chosen]!, drawn[last]!];
  }
  return drawn;
}
