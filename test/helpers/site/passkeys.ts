/** Adds and uses a visitor's passkeys through the server's addresses. */
import type { authenticator, Conditions } from './authenticator.ts';
import { confirmAt, type Visitor } from './site.ts';

export type Device = ReturnType<typeof authenticator>;

/** The server's reply to an answer: the status, and where to go or which error. */
export type Said = { status: number; next?: string; code?: string };

async function said(response: Response): Promise<Said> {
  const { next, error } = (await response.json()) as { next?: string; error?: { code: string } };
  return { status: response.status, ...(next && { next }), ...(error && { code: error.code }) };
}

export async function optionsAt(visitor: Visitor, path: string) {
  const response = await visitor.json(path);
  if (response.status !== 200) throw new Error(`${path} was answered ${response.status}`);
  return (await response.json()) as Parameters<Device['get']>[0];
}

/** Adds the device's passkey to the visitor's account. It gives the password first, unless `sudo` says it was given. */
export async function addAt(
  visitor: Visitor,
  device: Device,
  { conditions = {}, sudo = false, next = '' }: { conditions?: Conditions; sudo?: boolean; next?: string } = {},
): Promise<Said> {
  if (!sudo) await confirmAt(visitor);
  const options = await optionsAt(visitor, '/account/passkeys/options');
  const answer = device.create(options, conditions);
  return said(await visitor.json('/account/passkeys/add', { name: 'Phone', next, answer }));
}

/** Signs in by passkey alone. */
export async function enterWith(
  visitor: Visitor,
  device: Device,
  conditions: Conditions & { next?: string } = {},
): Promise<Said> {
  const options = await optionsAt(visitor, '/login/passkey/options');
  const { next = '' } = conditions;
  return said(await visitor.json('/login/passkey', { next, answer: device.get(options, conditions) }));
}

/** Shows the device's passkey as the second step. */
export async function secondWith(visitor: Visitor, device: Device, conditions: Conditions = {}): Promise<Said> {
  const options = await optionsAt(visitor, '/login/second/options');
  return said(await visitor.json('/login/second/passkey', { answer: device.get(options, conditions) }));
}

/** Sends an answer as it is. */
export async function sayAt(visitor: Visitor, path: string, body: unknown): Promise<Said> {
  return said(await visitor.json(path, body));
}
