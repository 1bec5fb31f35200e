/** Makes the first administrator of a server, by the code that its start prints. */
import { expect } from 'bun:test';
import { until } from '../until.ts';
import type { Server } from './server.ts';

export const PASSWORD = 'seven small stones';

/** Waits for the code: the server prints it after its address. */
export async function setUpCode(server: Pick<Server, 'output'>): Promise<string> {
  const code = () => /type ([0-9A-Z]{5}(?:-[0-9A-Z]{5}){3})/.exec(server.output())?.[1];
  await until(() => code() !== undefined);
  return code()!;
}

/** Makes `root` the administrator. @returns the address of the server, and the cookies of the administrator. */
export async function administer(server: Pick<Server, 'output' | 'port'>): Promise<{ url: string; cookie: string }> {
  const url = `http://localhost:${server.port}`;
  const body = new URLSearchParams({ code: await setUpCode(server), username: 'root', password: PASSWORD });
  const made = await fetch(`${url}/setup`, { method: 'POST', body, headers: { Origin: url }, redirect: 'manual' });
  expect(made.status).toBe(303);
  const cookies = made.headers.getSetCookie().map((line) => line.split(';')[0]);
  return { url, cookie: cookies.join('; ') };
}
