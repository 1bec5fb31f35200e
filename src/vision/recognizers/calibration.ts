/** The measured impostor scores that belong to each recognizer; `facelogin calibrate` writes them. */
import type { Calibration } from '../../biometrics/threshold.ts';
import embedding from './embedding.calibration.json' with { type: 'json' };
import lbph from './lbph.calibration.json' with { type: 'json' };
import type { RecognizerId } from './recognizer.ts';

/** The calibration of a recognizer, as it was measured for this version of it. */
export function calibrationOf(id: RecognizerId): Calibration {
  const measured = { embedding, lbph } as Record<RecognizerId, Calibration>;
  return measured[id];
}
