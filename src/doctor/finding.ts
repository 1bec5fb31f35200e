/** The doctor's findings. Their texts are in the catalogues, since a page shows them as well. */
import type { MessageKey, Vars } from '../i18n/index.ts';

export type Text = { key: MessageKey; vars?: Vars };

export const CHECKS = [
  'database',
  'key',
  'models',
  'liveness',
  'worker',
  'opencv',
  'address',
  'https',
  'proxy',
] as const;
export type CheckName = (typeof CHECKS)[number];

/** `told`: the message of a program about a fault. No catalogue has it. */
export type Found = { state: 'ok' | 'limited' | 'broken'; text: Text; told?: string };
export type Finding = Found & { what: CheckName };
export type Check = { what: CheckName; run: () => Promise<Found> };

export function found(state: Found['state'], key: MessageKey, vars?: Vars): Found {
  return { state, text: { key, ...(vars && { vars }) } };
}

/** A finding with the message of a program. */
export function foundBy(told: string, state: Found['state'], key: MessageKey, vars?: Vars): Found {
  return { ...found(state, key, vars), told };
}

/** Runs one check. An exception is a broken state, told in the words of the error. */
export async function find({ what, run }: Check): Promise<Finding> {
  try {
    return { what, ...(await run()) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { what, ...foundBy(message, 'broken', 'doctor.failed') };
  }
}
