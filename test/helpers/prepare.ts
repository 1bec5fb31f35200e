/** Makes shared files before the tests, which would otherwise all make them at once: `bun test/helpers/prepare.ts`. */
import { findClips, slowly } from './camera/clips.ts';
import { blankDatabase } from './data/blank.ts';
import { enrolledDatabase } from './data/enrolled.ts';

await blankDatabase();
const found = findClips();
if ('clips' in found) {
  for (const clip of Object.values(found.clips)) slowly(clip);
  await enrolledDatabase(found.clips);
}
