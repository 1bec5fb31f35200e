/** The description of an operator's own model: a JSON file beside it. The worker and the main thread read it. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { ModelError } from '../../models/models.ts';

const point = z.object({ x: z.number(), y: z.number() });

const description = z.strictObject({
  /** Path of the ONNX file, relative to the description. It has one float32 input, 1 x 3 x size x size. */
  file: z.string().min(1),
  /** SHA-256 of the ONNX file. Another file is refused. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits'),
  /** The input: its side in pixels, the order of its channels, and its values, (pixel - mean) / divisor. */
  size: z.int().min(32).max(512),
  channels: z.enum(['rgb', 'bgr']),
  mean: z.number(),
  divisor: z.number().positive(),
  /**
   * Positions of the eyes, the nose tip and the mouth corners in the input. The point at the picture's left comes
   * first. Default: the ArcFace points for 112 pixels.
   */
  alignment: z.array(point).length(5).optional(),
  /** Path of the calibration, relative to the description. `facelogin calibrate --recognizer custom` writes it. */
  calibration: z.string().min(1),
});

export type CustomModel = z.infer<typeof description> & { version: number; modelPath: string; calibrationPath: string };

/**
 * Reads a description. @param path of the JSON file.
 * @throws {ModelError} in one line: the file is missing, is no JSON, or has an invalid value.
 */
export function readCustomModel(path: string): CustomModel {
  let text: string;
  let parsed: z.ZodSafeParseResult<z.infer<typeof description>>;
  try {
    text = readFileSync(path, 'utf8');
    parsed = description.safeParse(JSON.parse(text));
  } catch (cause) {
    throw new ModelError(`Cannot read the model description ${path}: ${(cause as Error).message}`, { cause });
  }
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ModelError(`Cannot use the model description ${path}: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { calibration, ...how } = parsed.data;
  if (!how.alignment && how.size !== 112) {
    throw new ModelError(`Cannot use the model description ${path}: a size other than 112 needs its own alignment`);
  }
  const digest = createHash('sha256').update(JSON.stringify(how)).digest();
  const below = (file: string) => resolve(dirname(path), file);
  return {
    ...parsed.data,
    // 1 to 32767: the database stores it as a positive smallint.
    version: 1 + (digest.readUInt16BE() % 32_767),
    modelPath: below(how.file),
    calibrationPath: below(calibration),
  };
}
