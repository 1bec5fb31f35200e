/** Browsers that sign in while something else goes on. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Figures, figuresOf } from '../figures.ts';
import { type FrameAnswer, openBrowser } from '../http/browser.ts';

/** Milliseconds from one frame of a browser to its next. */
const INTERVAL_MS = 2_000;

export type SignInFigures = Figures & { frames: number; refused503: number };

/** Starts so many browsers. @returns how to end them, and what their frames took. */
export function signIn(url: string, image: Uint8Array, clients: number): () => Promise<SignInFigures> {
  const [judged, answers] = [[] as number[], [] as FrameAnswer[]];
  let over = false;
  async function poll(offset: number): Promise<void> {
    const browser = openBrowser(url, image);
    await delay(offset);
    while (!over) {
      const start = performance.now();
      const answer = await browser.post();
      const took = performance.now() - start;
      answers.push(answer);
      if (answer === 'judged') judged.push(took);
      await delay(Math.max(0, INTERVAL_MS - took));
    }
  }
  const all = Promise.all(Array.from({ length: clients }, (_, n) => poll((n / clients) * INTERVAL_MS)));
  return async () => {
    over = true;
    await all;
    const refused503 = answers.filter((answer) => answer === 'refused').length;
    return { ...figuresOf(judged), frames: judged.length, refused503 };
  };
}
