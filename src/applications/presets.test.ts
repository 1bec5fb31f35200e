import { describe, expect, test } from 'bun:test';
import { oidcAddresses } from './addresses.ts';
import { type Application, applicationSettings } from './application.ts';
import { NAMED_PRESETS as NAMED, type NamedPreset } from './preset-names.ts';
import { PRESETS, pasteFor, presetOf, presetSettings } from './presets.ts';

const ORIGIN = 'https://app.example.com';

function made(preset: NamedPreset, origin = ORIGIN): Application {
  return applicationSettings.parse(presetSettings(preset, origin)) as unknown as Application;
}

describe('a template', () => {
  test.each(NAMED)('%s gives settings that the form takes, also at a port and over plain http', (preset) => {
    for (const origin of [ORIGIN, 'https://app.example.com:8443', 'http://192.168.1.20:2283']) {
      const { oidc, origins } = made(preset, origin);
      expect(origins).toEqual([origin]);
      for (const address of oidc!.redirectUris) expect(address).toMatch(/^(https?:\/\/(app|192)\.|app\.immich:)/);
    }
  });

  test.each(NAMED)('%s is known again by its settings, also under another short name', (preset) => {
    expect(presetOf(made(preset))).toBe(preset);
    expect(presetOf({ ...made(preset), slug: 'something' })).toBe(preset);
  });

  test('without a name fills in the way it asks alone', () => {
    expect(presetSettings('proxy', ORIGIN)).toEqual({ origins: [ORIGIN], forwardAuth: true });
    expect(presetSettings('blank')).toEqual({ origins: [], forwardAuth: false });
    expect(PRESETS.filter((preset) => !(NAMED as string[]).includes(preset))).toEqual(['proxy', 'blank']);
  });

  test('whose redirect address was changed is not taken for one', () => {
    const grafana = made('grafana');
    expect(presetOf({ ...grafana, oidc: { ...grafana.oidc!, redirectUris: [`${ORIGIN}/other`] } })).toBeUndefined();
  });
});

test.each(NAMED)('what to paste into %s has the client id, the secret and addresses of this server', (preset) => {
  const addresses = oidcAddresses('https://sign-in.example.com');
  const { text } = pasteFor(preset, { origin: ORIGIN, clientId: 'the-client', secret: 's3cret', addresses });
  expect(text).toContain('the-client');
  expect(text).toContain('s3cret');
  expect(text).toContain('https://sign-in.example.com/oidc');
  expect(pasteFor(preset, { origin: ORIGIN, clientId: 'x', addresses }).text).toContain('CLIENT_SECRET');
});
