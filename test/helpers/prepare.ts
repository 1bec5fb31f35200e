/** Makes what test files share and would otherwise make at the same time, each for itself: `bun test/helpers/prepare.ts`. */
import { findClips } from './camera/clips.ts';
import { blankDatabase } from './data/blank.ts';

await blankDatabase();
findClips();
