/** What a browser answers in a WebAuthn ceremony. */
import { z } from 'zod';

/** Characters of an answer's parts, at most. A credential id has 1023 bytes at most (WebAuthn 3, 4). */
const ID_LENGTH = 1364;
const PART_LENGTH = 32_768;
const base64url = (most: number) =>
  z
    .string()
    .regex(/^[\w-]+$/)
    .max(most);

const credential = {
  id: base64url(ID_LENGTH),
  rawId: base64url(ID_LENGTH),
  type: z.literal('public-key'),
  clientExtensionResults: z.looseObject({}).default({}),
};

/** The browser's answer to `registrationOptions`. */
export const registrationAnswer = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url(PART_LENGTH),
    attestationObject: base64url(PART_LENGTH),
    transports: z
      .array(z.string().regex(/^[a-z-]{1,32}$/))
      .max(10)
      .default([]),
  }),
});
export type RegistrationAnswer = z.infer<typeof registrationAnswer>;

/** The browser's answer to `signInOptions`. */
export const signInAnswer = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url(PART_LENGTH),
    authenticatorData: base64url(PART_LENGTH),
    signature: base64url(PART_LENGTH),
    // An authenticator without a user handle sends an empty text or nothing.
    userHandle: z.union([base64url(PART_LENGTH), z.literal('')]).nullish(),
  }),
});
export type SignInAnswer = z.infer<typeof signInAnswer>;
