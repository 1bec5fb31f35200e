/** Programs that send one picture after the other to `/api/v1`. */
import { type Figures, figuresOf, rounded } from '../figures.ts';
import type { Caller } from './key.store.ts';

export const OPERATIONS = ['verify', 'identify'] as const;
export type ApiLoad = Figures & { operation: (typeof OPERATIONS)[number]; atOnce: number; perSecond: number };

/** Requests before those that count: they warm the compiler up. */
const WARM_UP = 10;

/**
 * Sends requests, so many at the same time.
 * @param given.requests that count. @throws {Error} at an answer that is not 200.
 */
export async function loadApi(
  url: string,
  { key, person }: Caller,
  given: { operation: ApiLoad['operation']; atOnce: number; requests: number; image: Uint8Array<ArrayBuffer> },
): Promise<ApiLoad> {
  const { operation, atOnce, requests, image } = given;
  const ask = async () => {
    const body = new FormData();
    body.append('image', new Blob([image]), 'picture.jpg');
    if (operation === 'verify') body.append('person', person);
    const headers = { Authorization: `Bearer ${key}` };
    const response = await fetch(`${url}/api/v1/${operation}`, { method: 'POST', headers, body });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${operation} was answered ${response.status}: ${text.slice(0, 200)}`);
  };
  for (let n = 0; n < WARM_UP; n++) await ask();
  const times: number[] = [];
  let left = requests;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) {
        const began = performance.now();
        await ask();
        times.push(performance.now() - began);
      }
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  return { operation, atOnce, perSecond: rounded(times.length / seconds), ...figuresOf(times) };
}
