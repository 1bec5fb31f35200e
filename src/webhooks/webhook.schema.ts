/** The form of a webhook. Each message is a key of the catalogue. */
import { z } from 'zod';
import { WEBHOOK_TYPES } from '../events/webhook-types.ts';
import { text } from '../fields.ts';
import { problemOf } from './address.ts';

/** @param mayBePrivate whether the setting allows private networks and plain http. */
export function webhookForm(mayBePrivate: boolean) {
  return z.object({
    name: text(60).refine((name) => name !== '', 'field.required'),
    url: text(2000).superRefine((url, found) => {
      const problem = url === '' ? 'field.required' : problemOf(url, mayBePrivate);
      if (problem) found.addIssue({ code: 'custom', message: problem });
    }),
    events: z.array(z.enum(WEBHOOK_TYPES, { error: 'field.choice' })).min(1, 'field.scopes.none'),
  });
}

export type WebhookForm = z.output<ReturnType<typeof webhookForm>>;
