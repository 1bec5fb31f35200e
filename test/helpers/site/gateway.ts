/** Applications behind the gateway at a site without a browser, and browsers that keep cookies for each host. */
import type { Application } from '../../../src/applications/application.ts';
import { addApplication, type NewApplication } from '../../../src/applications/applications.store.ts';
import type { Deps } from '../../../src/deps.ts';
import { openSite, registerAt, type Visitor } from './site.ts';

export const FACE = 'https://face.example.org';
export const PHOTOS = 'https://photos.example.com';

/** An application for everybody with a password, unless the test says otherwise. */
export async function addApp(db: Deps['db'], more: Partial<NewApplication> = {}): Promise<string> {
  const application: Omit<Application, 'id' | 'hasSecret' | 'createdAt' | 'updatedAt'> = {
    ...{ slug: 'photos', name: 'Photos', icon: '', enabled: true, origins: [PHOTOS], launchUrl: '' },
    ...{ forwardAuth: true, oidc: null, audience: 'everybody', groups: [], people: [], rules: [], preflights: false },
    policy: { ways: ['password', 'face', 'passkey'] },
    ...more,
  };
  return db.transaction((tx) => addApplication(tx, application, new Date()));
}

/** What a browser sends when somebody opens a page. */
export const OPENS = { 'Sec-Fetch-Mode': 'navigate', Accept: 'text/html' };
/** What a script of a page sends. */
export const FETCHES = { 'Sec-Fetch-Mode': 'cors', Accept: '*/*' };

type Asking = { method?: string; headers?: Record<string, string>; from?: string };

export type GatewayBrowser = {
  /** This browser at FaceLogin's own host. */
  face: Visitor;
  /** The Cookie header for an application's origin. */
  cookiesAt(origin: string): string;
  /** Opens `/.facelogin/…` at an application's host, as the proxy passes it on. */
  at(origin: string, path: string, init?: Asking): Promise<Response>;
  /** What the proxy of an application is told about a request of this browser. */
  check(origin: string, path: string, init?: Asking): Promise<Response>;
  /** The same for nginx. */
  checkNginx(origin: string, path: string, init?: Asking): Promise<Response>;
  /** Opens a page of an application and follows each redirect of the gateway. @returns the last address, or answer. */
  open(origin: string, path?: string): Promise<{ landed?: string; answer?: Response }>;
};

const PROXY = '127.0.0.1';

/** The application under test, and browsers in front of it. */
export function openGateway(deps: Deps) {
  const { app, visitor: visitorOfFace } = openSite(deps);
  const request = (path: string, init: RequestInit, from = PROXY) =>
    Promise.resolve(app.request(FACE + path, init, { remoteAddress: from }));
  const browser = (): GatewayBrowser => {
    const face = visitorOfFace();
    const jars = new Map<string, Map<string, string>>();
    const jar = (origin: string) => jars.get(origin) ?? jars.set(origin, new Map()).get(origin)!;
    const cookiesAt = (origin: string) => [...jar(origin)].map(([name, value]) => `${name}=${value}`).join('; ');
    const at: GatewayBrowser['at'] = async (origin, path, { method = 'GET', headers = {}, from } = {}) => {
      const { host, protocol } = new URL(origin);
      const proxied = { 'X-Forwarded-Host': host, 'X-Forwarded-Proto': protocol.slice(0, -1) };
      const sent = { Cookie: cookiesAt(origin), ...OPENS, ...proxied, ...headers };
      const answer = await request(path, { method, headers: sent }, from);
      for (const line of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value) jar(origin).set(name, value);
        else jar(origin).delete(name);
      }
      return answer;
    };
    const check: GatewayBrowser['check'] = (origin, path, { method = 'GET', headers = {}, from } = {}) => {
      const { host, protocol } = new URL(origin);
      const asked = {
        ...{ 'X-Forwarded-Method': method, 'X-Forwarded-Uri': path },
        ...{ 'X-Forwarded-Host': host, 'X-Forwarded-Proto': protocol.slice(0, -1) },
      };
      const all = { Cookie: cookiesAt(origin), ...OPENS, ...asked, ...headers };
      return request('/gateway/forward-auth', { headers: all }, from);
    };
    const checkNginx: GatewayBrowser['check'] = (origin, path, { method = 'GET', headers = {}, from } = {}) => {
      const asked = { 'X-Original-Method': method, 'X-Original-URL': origin + path };
      return request(
        '/gateway/auth-request',
        { headers: { Cookie: cookiesAt(origin), ...OPENS, ...asked, ...headers } },
        from,
      );
    };
    /** Where the last answer leads. */
    const follow = (address: string) => {
      const url = new URL(address, FACE);
      const path = url.pathname + url.search;
      return url.origin === FACE ? face.get(path) : at(url.origin, path);
    };
    const open: GatewayBrowser['open'] = async (origin, path = '/') => {
      let answer = await check(origin, path);
      for (let steps = 0; steps < 10; steps++) {
        const location = answer.headers.get('Location');
        if (!location) return { answer };
        const url = new URL(location, FACE);
        if (url.origin !== FACE && !url.pathname.startsWith('/.facelogin/')) return { landed: url.href };
        if (url.origin === FACE && url.pathname !== '/gateway/open') return { landed: url.href };
        answer = await follow(location);
      }
      throw new Error('the gateway leads round in circles');
    };
    return { face, cookiesAt, at, check, checkNginx, open };
  };
  /** A browser in which somebody is signed in at FaceLogin. */
  const signedIn = async (username: string) => {
    const one = browser();
    await registerAt(one.face, username);
    return one;
  };
  /** A browser in which somebody is signed in at the application. */
  const visitor = async (username = 'ana', path = '/', origin = PHOTOS) => {
    const one = await signedIn(username);
    const { landed } = await one.open(origin, path);
    if (landed !== origin + path) throw new Error(`the browser landed at ${landed}`);
    return one;
  };
  return { app, browser, signedIn, visitor, request };
}
