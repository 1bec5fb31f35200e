/** Seals secrets of the server that lie in the database, under the keys of the face templates. */
import type { SealedTemplate, TemplateKeys } from './templates.ts';

/** What a ciphertext is bound to. No face template is: its first part is the id of a person. */
function contextOf(kind: string, id: string) {
  return { userId: 'server', templateId: id, recognizer: kind, version: 1 };
}

/** @param name.kind what the secret is for. @param name.id of its row. */
export function sealSecret(
  keys: Pick<TemplateKeys, 'seal'>,
  name: { kind: string; id: string },
  text: string,
): SealedTemplate {
  return keys.seal(contextOf(name.kind, name.id), Buffer.from(text));
}

/** @throws {TemplateKeyError} for a key that is not there, another row, or changed bytes. */
export function openSecret(
  keys: Pick<TemplateKeys, 'open'>,
  name: { kind: string; id: string },
  sealed: SealedTemplate,
): string {
  return Buffer.from(keys.open(contextOf(name.kind, name.id), sealed)).toString();
}
