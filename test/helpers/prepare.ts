/** Makes shared files before the tests, which would otherwise all make them at once: `bun test/helpers/prepare.ts`. */
import { findClips } from './camera/clips.ts';
import { blankDatabase } from './data/blank.ts';

await blankDatabase();
findClips();
