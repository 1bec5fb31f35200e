/** Encrypts the templates of one picture for their rows. */
import { randomUUID } from 'node:crypto';
import type { TemplateKeys } from '../crypto/templates.ts';
import type { EncodedTemplate } from '../vision/protocol.ts';
import type { TemplateRow } from './templates.store.ts';

/** One row for each recognizer. All of them carry the id of the picture, which is new by default. */
export function sealSample(
  keys: TemplateKeys,
  sample: { userId: string; templates: readonly EncodedTemplate[]; now: Date; sampleId?: string },
): TemplateRow[] {
  const { userId, templates, now, sampleId = randomUUID() } = sample;
  return templates.map(({ recognizer, version, bytes }) => {
    const id = randomUUID();
    const box = keys.seal({ userId, templateId: id, recognizer, version }, bytes);
    return { id, userId, recognizer, version, ...box, createdAt: now, sampleId };
  });
}
