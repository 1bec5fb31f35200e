/** Passkeys in use: set up at registration, shown after the password and after the face, used alone. */
import { expect, test } from 'bun:test';
import { accessibility, openCamera, overflows, picture } from '../browse.ts';
import { enrollFace } from '../member.ts';
import { PASSWORD, problemOn, type Stage } from './stage.ts';

/** Declares the tests. They build on each other, and those of `losing.ts` on them. */
export function describeUsing(on: Stage): void {
  test('a newcomer sets one up before anything else, and keeps recovery codes', async () => {
    await on.page.goto(on.url('/register'));
    await on.page.locator('[name=username]').fill('anna');
    await on.page.locator('[name=display_name]').fill('Anna');
    await on.page.locator('[name=password]').fill(PASSWORD);
    await on.page.locator('[name=password]').press('Enter');
    await on.at('/account/passkeys/add');
    await on.page.goto(on.url('/account/edit'));
    await on.at('/account/passkeys/add');
    await on.page.locator('[name=name]').fill('Laptop');
    await on.press('Add passkey');
    await on.at('/account/passkeys/codes');
    expect(await on.authenticator.credentials()).toHaveLength(1);
    await on.press('Make codes');
    on.codes = await on.page.locator('.codes code').allTextContents();
    expect(on.codes).toHaveLength(10);
    await on.page.getByRole('link', { name: 'I have saved them' }).click();
    await on.at('/account/edit');
  });

  test('a second one on the same device is refused in plain words', async () => {
    await on.page.goto(on.url('/account/passkeys/add'));
    await on.press('Add passkey');
    expect(await problemOn(on.page).textContent()).toContain('This device already keeps a passkey');
  });

  test('after the password the passkey opens the way to where one was going', async () => {
    await on.signOut();
    await on.givePassword('/account/edit');
    expect((await on.context.cookies()).map(({ name }) => name)).not.toContain('session');
    await on.press('Use your passkey');
    await on.at('/account/edit');
  });

  test('the passkey alone signs in, and an owner who is not recognised does not', async () => {
    await on.signOut();
    await on.page.goto(on.url('/login?with=face&next=/account/edit'));
    await on.authenticator.recognise(false);
    await on.press('Use a passkey');
    expect(await problemOn(on.page).textContent()).toContain('No passkey was used');
    await on.authenticator.recognise(true);
    await on.press('Use a passkey');
    await on.at('/account/edit');
  });

  test('the field for the name offers it, and choosing it signs in', async () => {
    await on.signOut();
    await on.page.goto(on.url('/login?with=password&next=/account/edit'));
    await on.at('/account/edit');
  });

  test('after the face the passkey is asked as well', async () => {
    const session = (await on.context.cookies()).find(({ name }) => name === 'session')!;
    const face = { password: PASSWORD, clip: on.clips.cap12_edit, count: 12 };
    await enrollFace(on.server.url, `session=${session.value}`, face);
    await on.signOut();
    await on.page.goto(on.url('/login?with=face&next=/account/edit'));
    await openCamera(on.page);
    await on.at('/login/second');
    expect((await on.context.cookies()).map(({ name }) => name)).not.toContain('session');
    await on.press('Use your passkey');
    await on.at('/account/edit');
  });

  test('the second step is readable in both languages, wide and on a phone', async () => {
    await on.signOut();
    await on.givePassword('/account/edit');
    const found: string[] = [];
    // Another page: the tools that look at one take its authenticator away.
    const other = await on.context.newPage();
    await other.goto(on.url('/login/second'));
    for (const [language, width] of [
      ['中文', 390],
      ['English', 1280],
    ] as const) {
      await other.getByRole('button', { name: language }).click();
      await other.locator('summary').click();
      await other.setViewportSize({ width, height: 844 });
      found.push(...(await accessibility(other)));
      if (await overflows(other)) found.push(`wider than ${width}`);
      await picture(other, `second-${language}-${width}`);
    }
    await other.close();
    expect(found).toEqual([]);
  });
}
