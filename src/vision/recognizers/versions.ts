/**
 * Which stored templates a recognizer can compare: those of its present version, and of former ones that it still
 * reads.
 */
import { calibrationOf } from './calibration.ts';
import { FORMER_VERSION } from './embedding/bytes.ts';
import type { RecognizerId } from './recognizer.ts';

/** The present version first. @throws {ModelError} as {@link calibrationOf}. */
export function versionsOf(id: RecognizerId, customModel = ''): number[] {
  const { version } = calibrationOf(id, customModel);
  return id === 'embedding' ? [version, FORMER_VERSION] : [version];
}
