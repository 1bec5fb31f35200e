/** A desktop and phones of a hand-off, as visitors of the application in this process. */
import decodeQR from 'qr/decode.js';
import sharp from 'sharp';
import { auditEvents, handOffs, sessions } from '../../../src/db/schema.ts';
import type { Deps } from '../../../src/deps.ts';
import { known, seeing } from '../camera/attempt.ts';
import { type TestClock, testConfig, testDeps } from './deps.ts';
import { openSite, type Visitor, type VisitorOptions } from './site.ts';

export const FACE = 'https://face.lan';
const LINUX = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1';
const HTMX = { 'HX-Request': 'true' };

/** Reads the QR code in a page as a phone does. */
export async function codeIn(html: string): Promise<string> {
  const [svg = ''] = /<svg class="qr".*?<\/svg>/s.exec(html) ?? [];
  const image = sharp(Buffer.from(svg.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" '))).resize(400, 400);
  const { data, info } = await image.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return decodeQR({ data: new Uint8Array(data), width: info.width, height: info.height });
}

let frameNumber = 0;
/** A picture that nobody has shown before. */
export function picture(): Blob {
  frameNumber++;
  return new Blob([new Uint8Array([255, 216, frameNumber & 255, frameNumber >> 8])], { type: 'image/jpeg' });
}

/** A hand-off at the desktop: what its page shows. */
export type Shown = { html: string; status: number; url: string; code: string; id: string; number: number };

/** The hand-off that a page with a code shows. */
async function shownIn(response: Response): Promise<Shown> {
  const [html, status] = [await response.text(), response.status];
  const id = /&quot;id&quot;:&quot;([0-9a-f-]{36})/.exec(html)?.[1] ?? '';
  const url = html.includes('class="qr"') ? await codeIn(html) : '';
  return {
    html,
    status,
    url,
    id,
    code: url.split('#')[1] ?? '',
    number: Number(/data-number[^>]*>(\d+)</.exec(html)?.[1]),
  };
}

/** The site with a camera that sees what `vision` says. */
export async function openHandOffs({ env = {}, ...overrides }: { env?: Record<string, string> } & Partial<Deps> = {}) {
  const config = testConfig({ FACELOGIN_PUBLIC_URL: FACE, ...env });
  const deps: Deps & { clock: TestClock } = await testDeps({ vision: seeing(known), config, ...overrides });
  const site = openSite(deps);
  const desktop = (options: VisitorOptions = {}) =>
    site.visitor({ address: '192.168.1.7', userAgent: LINUX, ...options });
  const phone = (options: VisitorOptions = {}) =>
    site.visitor({ address: '192.168.1.9', userAgent: IPHONE, ...options });
  const steps = {
    begin: async (by: Visitor, form: Record<string, string> = {}, path = '/login/phone') =>
      shownIn(await by.post(path, form, HTMX)),
    open: (by: Visitor, code: string) => by.post('/phone', { code }),
    page: async (by: Visitor) => (await by.get('/phone')).text(),
    /** Sends one frame, a second after the last one. */
    frame: async (by: Visitor, first = false) => {
      deps.clock.forward(1_000);
      const form = new FormData();
      form.set('frame', picture(), 'frame.jpg');
      if (first) form.set('begin', '1');
      const response = await by.post('/phone/frame', form, HTMX);
      return { status: response.status, text: await response.text(), response };
    },
    /** Shows the face until it is accepted, or not. */
    face: async (by: Visitor) => {
      await steps.frame(by, true);
      return steps.frame(by);
    },
    choose: (by: Visitor, number: number) => by.post('/phone/number', { number: String(number) }),
    wait: async (by: Visitor, id: string, seen = 'waiting') => {
      const response = await by.post('/hand-off/wait', { id, seen }, HTMX);
      return { status: response.status, text: await response.text(), response };
    },
    row: async (id: string) => (await deps.db.select().from(handOffs)).find((row) => row.id === id),
    sessionsThere: async () => (await deps.db.select().from(sessions)).length,
    /** The kinds of all events. */
    events: async () => (await deps.db.select().from(auditEvents)).map(({ kind }) => kind),
    /** A hand-off whose phone has shown the face. */
    recognised: async (by: Visitor = desktop(), shower: Visitor = phone()) => {
      const shown = await steps.begin(by);
      await steps.open(shower, shown.code);
      const { text } = await steps.face(shower);
      if (!text.includes('data-next="/phone"')) throw new Error(`the face was not accepted:\n${text}`);
      return { desktop: by, phone: shower, ...shown };
    },
    /** Nobody is signed in, whatever this browser asks now. @throws {Error} if somebody is. */
    nobodyIn: async (by: Visitor, id: string) => {
      await steps.wait(by, id);
      const there = await steps.sessionsThere();
      if (by.cookies.has('__Host-session') || there > 0) throw new Error(`somebody is signed in: ${there} sessions`);
    },
  };
  return { deps, site, desktop, phone, ...steps };
}
export type HandOffs = Awaited<ReturnType<typeof openHandOffs>>;

/** A number of two digits that the desktop does not show. */
export const wrong = (number: number, by = 1) => 10 + ((number - 10 + by) % 90);
