/** Chromium's virtual authenticator, through the protocol of the developer tools. It stands for a phone or laptop. */
import type { Page } from 'playwright-core';

export type VirtualAuthenticator = {
  /** Its passkeys, by credential id in base64. */
  credentials(): Promise<{ credentialId: string }[]>;
  /** Sets whether it recognises its owner: by a PIN, a finger, a look. */
  recognise(owner: boolean): Promise<void>;
  /** Sets whether somebody touches it at once when it asks, also if a page only offers it in a field. */
  touch(atOnce: boolean): Promise<void>;
  /** Removes it. */
  remove(): Promise<void>;
};

/** Gives a page an authenticator that verifies its owner and answers by itself. */
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
