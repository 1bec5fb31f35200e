import { expect, test } from 'bun:test';
import { unknownSettings } from './unknown-settings.ts';

test('an unknown name is reported with the nearest right one', () => {
  expect(
    unknownSettings({ FACELOGIN_PUBLIK_URL: 'x', PORT: '1', FACELOGIN_LOG: 'json', FACELOGIN_DOMAIN: 'x' }),
  ).toEqual(['FACELOGIN_PUBLIK_URL is no setting: did you mean FACELOGIN_PUBLIC_URL?']);
  expect(unknownSettings({ FACELOGIN_TEMPLATE_KEYFILE: 'x' })).toEqual([
    'FACELOGIN_TEMPLATE_KEYFILE is no setting: did you mean FACELOGIN_TEMPLATE_KEY_FILE?',
  ]);
  expect(unknownSettings({ FACELOGIN_SOMETHING_ELSE: 'x' })).toEqual(['FACELOGIN_SOMETHING_ELSE is no setting.']);
  expect(unknownSettings({ FACELOGIN_TEMPLATE_KEY_FILE: 'x', DATABASE_URL_FILE: 'x' })).toEqual([]);
});
