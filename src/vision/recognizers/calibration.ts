/** The calibration of each recognizer: its measured impostor scores. `facelogin calibrate` writes it. */
import { readFileSync } from 'node:fs';
import type { Calibration } from '../../biometrics/threshold.ts';
import { ModelError } from '../models/models.ts';
import { readCustomModel } from './custom/description.ts';
import embedding from './embedding/calibration.json' with { type: 'json' };
import lbph from './lbph/calibration.json' with { type: 'json' };
import type { RecognizerId } from './recognizer.ts';

const measured = { embedding, lbph } as Record<Exclude<RecognizerId, 'custom'>, Calibration>;
const custom = new Map<string, Calibration>();

/** @throws {ModelError} when the operator's model was not calibrated, or has changed since. */
function readCustom(path: string): Calibration {
  const { calibrationPath, version } = readCustomModel(path);
  const todo = 'Measure it: npm run facelogin -- calibrate --recognizer custom --data <folder>';
  let calibration: Calibration;
  try {
    calibration = JSON.parse(readFileSync(calibrationPath, 'utf8')) as Calibration;
  } catch (cause) {
    throw new ModelError(`Cannot read the thresholds ${calibrationPath}: ${(cause as Error).message}. ${todo}`, {
      cause,
    });
  }
  if (calibration.recognizer !== 'custom' || calibration.version !== version || !calibration.tables?.length) {
    throw new ModelError(`Cannot use the thresholds ${calibrationPath}: they belong to another model. ${todo}`);
  }
  return calibration;
}

/**
 * The calibration of a recognizer, measured for its present version.
 * @param customModel path of the description of the operator's own model. It is read once.
 * @throws {ModelError} when the operator's model has no calibration of its own.
 */
export function calibrationOf(id: RecognizerId, customModel = ''): Calibration {
  if (id !== 'custom') return measured[id];
  const known = custom.get(customModel) ?? readCustom(customModel);
  custom.set(customModel, known);
  return known;
}
