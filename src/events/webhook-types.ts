/** What webhooks call events. */
export const WEBHOOK_TYPES = [
  'person.created',
  'person.updated',
  'person.deleted',
  'face.enrolled',
  'face.removed',
  'sign_in.succeeded',
  'sign_in.failed',
  'kiosk.seen',
] as const;
export type WebhookType = (typeof WEBHOOK_TYPES)[number];
