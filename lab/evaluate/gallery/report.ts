/** What the scores of the operator's own people say of the threshold in use. */
import type { GalleryResult } from '../../../src/vision/gallery/measure.ts';
import { count, rateName, rates } from '../report.ts';

function adviceOf({ suggested, supported, inUse, reach, neededFmr }: GalleryResult['thresholds']): string {
  const own = suggested ?? inUse;
  if (own > inUse) {
    return `Strangers are more alike here than where the threshold was measured: ${own.toFixed(5)} would be right. Set FACELOGIN_TARGET_FMR lower, or see whether somebody is enrolled twice.`;
  }
  if (supported) return 'The threshold in use is strict enough for these people.';
  return `Nothing here speaks against the threshold in use. So few people vouch for an FMR of ${rateName(reach)} and no less; ${rateName(neededFmr)} is needed, so do not go below it.`;
}

/** The result, in words. */
export function galleryReport(result: GalleryResult): string {
  const { people = 0, enrolled, images, genuine, impostor, thresholds } = result;
  if (people < 2) return `${people === 0 ? 'Nobody is' : 'One person is'} enrolled: there is nothing to compare.\n`;
  const { comparedWith, targetFmr, neededFmr, inUse, inUseImpostor, inUseGenuine, suggested, reach } = thresholds;
  const trials = (people * (people - 1)) / 2;
  return [
    `${result.recognizer}, gallery, ${count(people)} of ${count(enrolled)} enrolled people, ${count(images)} templates.`,
    'All templates of a person come from one clip, which flatters the genuine scores: another day FNMR is higher.',
    '',
    ...rates(result),
    `Threshold in use: ${inUse.toFixed(5)} (FACELOGIN_TARGET_FMR=${targetFmr}, an attempt compares ${comparedWith === 1 ? 'one person' : `${comparedWith} people`}).`,
    `There ${inUseImpostor} of ${count(impostor)} comparisons of different people match, and ${inUseGenuine} of ${count(genuine)} of the same.`,
    `Threshold by these people, for an FMR of ${rateName(neededFmr)}: ${suggested?.toFixed(5)}.`,
    `${count(trials)} independent trials (people x (people - 1) / 2) reach to an FMR of ${rateName(reach)}, by the rule of three.`,
    adviceOf(thresholds),
    '',
  ].join('\n');
}
