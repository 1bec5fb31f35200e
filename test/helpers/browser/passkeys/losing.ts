/** Passkeys that are lost: recovery codes in their place, a new device, a removal by oneself and by an administrator. */
import { expect, test } from 'bun:test';
import { setUpCode } from '../../server/administrator.ts';
import { openCamera, picture } from '../browse.ts';
import { virtualAuthenticator } from '../virtual-authenticator.ts';
import { PASSWORD, problemOn, type Stage } from './stage.ts';

/** Declares the tests. They build on each other and on those of `using.ts`. */
export function describeLosing(on: Stage): void {
  test('without the passkey a recovery code lets in, once, and the page says so', async () => {
    await on.page.goto(on.url('/login/second'));
    await on.authenticator.remove();
    await on.page.locator('summary').click();
    await on.page.locator('[name=code]').fill('not a code');
    await on.press('Sign in with this code');
    await on.page.locator('[aria-invalid=true][name=code]').waitFor();
    await on.page.locator('[name=code]').fill(on.codes[0]!);
    await on.press('Sign in with this code');
    await on.at('/account/passkeys');
    expect(await on.page.locator('[role=status]').textContent()).toContain('Codes left: 9.');
  });

  test('a new device takes the place of the lost one, which signs nobody in any more', async () => {
    on.authenticator = await virtualAuthenticator(on.page);
    await on.page.getByRole('link', { name: 'Add a passkey' }).click();
    await on.at('/account/confirm');
    await on.page.locator('[name=password]').fill(PASSWORD);
    await on.page.locator('[name=password]').press('Enter');
    await on.at('/account/passkeys/add');
    await on.page.locator('[name=name]').fill('Phone');
    await on.press('Add passkey');
    await on.at('/account/passkeys');
    await on.page.getByRole('link', { name: 'Change Laptop' }).click();
    await on.press('Remove passkey');
    await on.at('/account/passkeys');
    expect(await on.page.locator('.sessions strong').allTextContents()).toEqual(['Phone']);
    await on.page.getByRole('link', { name: 'Change Phone' }).click();
    await on.page.locator('[name=name]').fill('My phone');
    await on.press('Save name');
    await on.at('/account/passkeys');
    expect(await on.page.locator('.sessions strong').allTextContents()).toEqual(['My phone']);
  });

  test('a removed passkey that a device still keeps is refused', async () => {
    await on.page.goto(on.url('/account/passkeys/add'));
    const other = await on.context.newPage();
    const second = await virtualAuthenticator(other);
    await other.goto(on.url('/account/passkeys/add'));
    await other.locator('[name=name]').fill('Tablet');
    await other.getByRole('button', { name: 'Add passkey' }).click();
    await other.waitForURL(on.url('/account/passkeys?done=added'));
    await other.getByRole('link', { name: 'Change Tablet' }).click();
    await other.getByRole('button', { name: 'Remove passkey' }).click();
    await other.waitForURL(on.url('/account/passkeys?done=removed'));
    expect(await second.credentials()).toHaveLength(1);
    await other.goto(on.url('/login?with=face'));
    await other.getByRole('button', { name: 'Use a passkey' }).click();
    expect(await problemOn(other).textContent()).toContain('That passkey did not work here');
    await other.close();
  });

  test('an administrator removes lost passkeys; a face then leads to the password, and that to a new one', async () => {
    const office = await on.camera.browser.newContext({ locale: 'en-US' });
    const desk = await office.newPage();
    await desk.goto(on.url('/setup'));
    await desk.locator('[name=code]').fill(await setUpCode(on.server));
    await desk.locator('[name=username]').fill('otto');
    await desk.locator('[name=password]').fill(PASSWORD);
    await desk.locator('[name=password]').press('Enter');
    await desk.waitForURL(/\/account\/passkeys\/add/);
    await virtualAuthenticator(desk);
    await desk.getByRole('button', { name: 'Add passkey' }).click();
    await desk.waitForURL(/\/account\/passkeys\/codes/);
    await desk.goto(on.url('/admin/people'));
    await desk.getByRole('link', { name: 'anna' }).click();
    await desk.getByText('Remove the passkeys…').click();
    await desk.getByRole('button', { name: 'Remove the passkeys for good' }).click();
    await desk.getByText('The passkeys and recovery codes are removed.').waitFor();
    await picture(desk, 'admin-passkeys-removed');
    await office.close();

    await on.page.goto(on.url('/account'));
    await on.at('/login');
    await on.authenticator.touch(false);
    await on.page.goto(on.url('/login?with=face&next=/account/edit'));
    await openCamera(on.page);
    await on.page.locator('[data-stay]').getByRole('link', { name: 'Use password' }).waitFor();
    await picture(on.page, 'face-password-first');
    await on.page.locator('[data-stay] a').click();
    await on.page.locator('[name=username]').fill('anna');
    await on.page.locator('[name=password]').fill(PASSWORD);
    await on.page.locator('[name=password]').press('Enter');
    await on.at('/account/passkeys/add');
    await on.authenticator.touch(true);
    await on.press('Add passkey');
    await on.at('/account/passkeys/codes');
    await on.page.getByRole('link', { name: 'Not now' }).click();
    await on.at('/account/edit');
  });
}
