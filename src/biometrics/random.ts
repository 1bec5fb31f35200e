/** Chance that can be repeated: the same seed draws the same, on every machine. */

/** Numbers in 0..1 from a seed: mulberry32 (T. Ettinger, 2017; public domain), a generator of 32 bits of state. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The items in an order drawn by `random` (Fisher-Yates, as R. Durstenfeld has it, 1964); a new array. */
export function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const drawn = [...items];
  for (let last = drawn.length - 1; last > 0; last--) {
    const chosen = Math.floor(random() * (last + 1));
    [drawn[last], drawn[chosen]] = [drawn[chosen]!, drawn[last]!];
  }
  return drawn;
}
