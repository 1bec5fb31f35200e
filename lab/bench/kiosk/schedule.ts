/** Who comes before the camera when, and how often each has to be greeted. */

/** Seconds that somebody stays, that nobody is there then, and the quiet at the end of a round. */
const STAYS = 8;
const GAP = 8;
const QUIET = 60;
/** Seconds after which a person is a new visit (`biometrics/kiosk/watch.ts`). */
const VISIT = 120;

/** `who` is absent where nobody is there. Seconds. */
export type Scene = { who?: string; from: number; seconds: number };

/**
 * Rounds in which everybody comes once, and the first person once more: that is still the same visit. A stranger comes
 * after every second person. Between the rounds is time enough for a new visit.
 */
export function scheduleOf(people: readonly string[], strangers: readonly string[], seconds: number): Scene[] {
  const [first] = people as [string, ...string[]];
  const round = people.flatMap((person, at) => [
    person,
    ...(at === 1 ? [first] : []),
    ...(at % 2 === 1 ? [strangers[(at >> 1) % strangers.length]!] : []),
  ]);
  const scenes: Scene[] = [];
  let from = 0;
  const add = (length: number, who?: string) => {
    scenes.push({ ...(who !== undefined && { who }), from, seconds: length });
    from += length;
  };
  add(GAP);
  for (;;) {
    for (const who of round) {
      if (from + STAYS + GAP > seconds) return scenes;
      add(STAYS, who);
      add(GAP);
    }
    add(QUIET);
  }
}

/** The greetings that each person has to get. */
export function expectedOf(scenes: readonly Scene[], people: readonly string[]): Map<string, number> {
  const expected = new Map(people.map((person) => [person, 0]));
  const seen = new Map<string, number>();
  for (const { who, from, seconds } of scenes) {
    if (who === undefined || !expected.has(who)) continue;
    if (from - (seen.get(who) ?? Number.NEGATIVE_INFINITY) >= VISIT) expected.set(who, expected.get(who)! + 1);
    seen.set(who, from + seconds);
  }
  return expected;
}
