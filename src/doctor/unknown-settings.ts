/** Finds mistyped settings in the environment. */
import { settings } from '../settings.ts';

/** Names that programs beside the server read: Caddy, the tests, the supervisor, the command line. */
const OTHERS =
  /^FACELOGIN_(DOMAIN|TLS|UPSTREAM|HTTP_PORT|CADDY_ADMIN|TESTDATA|CACHE|CHROMIUM|PARITY_PHOTOS|SUPERVISED|CALLER)$|^FACELOGIN_TEST_/;
/** Most letters by which a mistyped name differs from the right one. */
const TYPED_WRONG = 3;

/** The fewest letters to insert, delete or replace to turn one text into the other (V. Levenshtein, 1966). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, n) => n);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const changed = row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(changed, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}

/** @returns a line for each name that looks like a setting and is none, with the nearest right name if one is near. */
export function unknownSettings(env: Record<string, string | undefined> = process.env): string[] {
  const known = Object.values(settings).flatMap((entry) =>
    entry.secret ? [entry.env, `${entry.env}_FILE`] : [entry.env],
  );
  const strange = Object.keys(env).filter((name) => name.startsWith('FACELOGIN_') && !OTHERS.test(name));
  return strange
    .filter((name) => !known.includes(name))
    .map((name) => {
      const near = known.map((one) => ({ one, far: distance(name, one) })).sort((a, b) => a.far - b.far)[0]!;
      return `${name} is no setting${near.far <= TYPED_WRONG ? `: did you mean ${near.one}?` : '.'}`;
    });
}
