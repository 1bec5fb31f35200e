/** Headers of requests, drawn by chance. */
import { type Chance, NASTY, pick } from './chance.ts';

/** The text with nothing that a header cannot hold (RFC 9110 5.5). */
const headerText = (text: string) =>
  [...text]
    .filter((char) => char >= ' ' && char <= '~')
    .join('')
    .slice(0, 300);

export function drawHeaders(random: Chance, origin: string): Record<string, string> {
  const headers: Record<string, string> = {};
  const some = (name: string, chance: number, values: readonly string[]) => {
    if (random() < chance) headers[name] = headerText(pick(random, values));
  };
  // Mostly our own origin: a request of another site never gets past the first step.
  some('Origin', 0.98, random() < 0.93 ? [origin] : ['null', 'https://evil.example', ...NASTY]);
  some('Sec-Fetch-Site', 0.3, random() < 0.9 ? ['same-origin'] : ['cross-site', 'none', 'x']);
  some('Accept', 0.7, ['text/html', 'application/json', '*/*', 'text/html;q=x', ',;,;', ...NASTY]);
  some('Accept-Language', 0.3, ['zh', 'en', 'de;q=0.1,zh;q=0.9', '*;q=9', ...NASTY]);
  some('HX-Request', 0.3, ['true', 'false', ...NASTY]);
  some('HX-Current-URL', 0.1, [origin, 'https://evil.example/x', ...NASTY]);
  some('Referer', 0.1, [origin, ...NASTY]);
  some('User-Agent', 0.3, NASTY);
  some('If-None-Match', 0.1, ['*', '"x"', ...NASTY]);
  some('Range', 0.05, ['bytes=0-0', 'bytes=9-1', ...NASTY]);
  some('Content-Encoding', 0.02, ['gzip', 'br', 'x']);
  some('Authorization', 0.05, ['Basic x', 'Bearer x', ...NASTY]);
  headers['X-Forwarded-For'] = `198.51.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}`;
  return headers;
}
