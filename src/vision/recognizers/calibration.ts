/** The measured impostor scores that belong to each recognizer; `facelogin calibrate` writes them. */
import type { Calibration } from '../../biometrics/threshold.ts';
import lbph from './lbph.calibration.json' with { type: 'json' };
import type { RecognizerId } from './recognizer.ts';

/** The calibration of a recognizer, as it was measured for this version of it. */
export function calibrationOf(id: RecognizerId): Calibration {
  const measured = { lbph } satisfies Record<RecognizerId, Calibration>;
  return measured[id];
}
