/** Many browsers that poll one server at the same time. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Figures, figuresOf, rounded } from '../figures.ts';
import type { BenchServer } from '../server.ts';
import { type Browser, openBrowser, SESSION_MS } from './browser.ts';

export type Load = {
  clients: number;
  /** Milliseconds from one poll of a browser to its next. */
  interval: number;
  /** Seconds that are measured. */
  seconds: number;
  image: Uint8Array;
  /** Milliseconds of a camera session. The count begins after as many. */
  sessionMs?: number;
};

/** `framesPerSecond`: frames that were judged. `refused503`: frames for which the server was too busy. */
export type LoadResult = Figures & { clients: number; framesPerSecond: number; refused503: number };

type Tally = { judged: number[]; refused: number };

/** Polls until `to`, and counts what it sends from `from` on. Both are times of `performance.now`. */
async function poll(browser: Browser, given: Load, span: { from: number; to: number }, tally: Tally): Promise<void> {
  while (performance.now() < span.to) {
    const start = performance.now();
    const answer = await browser.post();
    const end = performance.now();
    if (start >= span.from && end < span.to) {
      if (answer === 'judged') tally.judged.push(end - start);
      if (answer === 'refused') tally.refused++;
    }
    await delay(Math.max(0, start + given.interval - end));
  }
}

/**
 * Lets so many browsers poll, evenly spread over the interval. People come one after the other: each browser's first
 * session is shorter by another part of its length. The count begins when the longest of these sessions ends.
 * @throws {Error} where no frame was judged: a server that refuses all of them is not busy but broken.
 */
export async function load({ url }: BenchServer, given: Load): Promise<LoadResult> {
  const { clients, interval, seconds, image, sessionMs = SESSION_MS } = given;
  const start = performance.now();
  const from = start + sessionMs + interval;
  const span = { from, to: from + seconds * 1000 };
  const tally: Tally = { judged: [], refused: 0 };
  await Promise.all(
    Array.from({ length: clients }, async (_, i) => {
      await delay((i / clients) * interval);
      await poll(openBrowser(url, image, sessionMs, (i / clients) * sessionMs), given, span, tally);
    }),
  );
  if (tally.judged.length === 0) throw new Error('The server judged no frame.');
  const framesPerSecond = rounded(tally.judged.length / seconds);
  return { clients, framesPerSecond, ...figuresOf(tally.judged), refused503: tally.refused };
}
