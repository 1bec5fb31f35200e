/** Chromium's virtual authenticator, by the developer tools' protocol: what a phone's or a laptop's own would be. */
import type { Page } from 'playwright-core';

export type VirtualAuthenticator = {
  /** Its passkeys, by credential id in base64. */
  credentials(): Promise<{ credentialId: string }[]>;
  /** Whether it recognises its owner: a PIN, a finger, a look. */
  recognise(owner: boolean): Promise<void>;
  /** Whether it is touched as soon as it asks: also where a page only offers it in a field. */
  touch(atOnce: boolean): Promise<void>;
  /** Takes it away. */
  remove(): Promise<void>;
};

/** Gives a page an authenticator that verifies its user and answers by itself. */
export async function virtualAuthenticator(page: Page): Promise<VirtualAuthenticator> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    credentials: async () => (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    async recognise(isUserVerified) {
      await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
    },
    async touch(enabled) {
      await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
    },
    async remove() {
      await session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
    },
  };
}
