/**
 * The journey of a newcomer (test/helpers/browser/journey.ts) on Node with a PostgreSQL server. Then they keep a passkey,
 * and use it alone and after the face.
 */
import { expect, setDefaultTimeout, test } from 'bun:test';
import { openCamera } from '../helpers/browser/browse.ts';
import { findChromium } from '../helpers/browser/chromium.ts';
import { describeJourney, type Journey, PERSON, RECORDED } from '../helpers/browser/journey.ts';
import { virtualAuthenticator } from '../helpers/browser/virtual-authenticator.ts';
import { freshDatabase, postgresServer } from '../helpers/data/postgres.ts';
import { startServer } from '../helpers/server/server.ts';

/** A browser and a server take their time on a busy machine. */
setDefaultTimeout(300_000);

const postgres = postgresServer();
const way = {
  name: 'Node with PostgreSQL',
  chromium: findChromium(),
  missing: !postgres && 'there is no PostgreSQL (npm test starts one where it is installed; or set TEST_DATABASE_URL)',
  async start() {
    const database = await freshDatabase(postgres!);
    const env = { ...RECORDED, DATABASE_URL: database.url, FACELOGIN_SECOND_FACTOR: 'face' };
    const server = await startServer({ node: true, env });
    const stop = async () => {
      await server.stop();
      await database.drop();
    };
    return { url: `http://localhost:${server.port}`, stop };
  },
};

function describePasskey(on: Journey): void {
  const at = (path: string) => on.page.waitForURL((here) => here.pathname === path);
  const press = (name: string) => on.page.getByRole('button', { name }).click();

  test('the person keeps a passkey, after the password, and recovery codes', async () => {
    const authenticator = await virtualAuthenticator(on.page);
    await on.open('/account/passkeys/add');
    await at('/account/confirm');
    await on.page.locator('[name=password]').fill(PERSON.password);
    await on.page.locator('[name=password]').press('Enter');
    await at('/account/passkeys/add');
    await on.page.locator('[name=name]').fill('Laptop');
    await press('Add passkey');
    await at('/account/passkeys/codes');
    expect(await authenticator.credentials()).toHaveLength(1);
    await press('Make codes');
    expect(await on.page.locator('.codes code').count()).toBe(10);
    await on.page.getByRole('link', { name: 'I have saved them' }).click();
  });

  test('the passkey alone signs in', async () => {
    await on.signOut();
    await on.open('/login?with=face&next=/account/edit');
    await press('Use a passkey');
    await at('/account/edit');
    expect(await on.hasSession()).toBe(true);
  });

  test('after the face the passkey is asked as well', async () => {
    await on.signOut();
    await on.open('/login?with=face&next=/account/edit');
    await openCamera(on.page);
    await at('/login/second');
    expect(await on.hasSession()).toBe(false);
    await press('Use your passkey');
    await at('/account/edit');
  });
}

describeJourney(way, describePasskey);
