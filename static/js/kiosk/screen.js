/** What the kiosk's screen shows. It only changes texts and one state: nothing is added, however long it runs. */

/** Milliseconds that a greeting stays, and a hint for somebody who was not recognised. */
const GREETING_MS = 4_000;
const UNKNOWN_MS = 5_000;

export class Screen {
  #body = document.body;
  #timer = 0;
  /** What has to be read stays until then. */
  #holdsUntil = 0;

  constructor() {
    const time = this.#one('time');
    const { lang } = document.documentElement;
    const format = new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : lang, { timeStyle: 'short' });
    this.format = (at) => format.format(at);
    const tick = () => {
      const text = this.format(new Date());
      if (time.textContent !== text) time.textContent = text;
    };
    tick();
    setInterval(tick, 5_000);
  }

  #one(name) {
    return document.querySelector(`[data-${name}]`);
  }

  get state() {
    return this.#body.dataset.state;
  }

  #set(state) {
    if (this.#body.dataset.state !== state) this.#body.dataset.state = state;
  }

  #write(name, text = '') {
    const element = this.#one(name);
    if (element.textContent !== text) element.textContent = text;
  }

  name(text) {
    if (text) this.#write('name', text);
  }

  /** Keeps a state for a while, then is quiet. */
  #hold(state, milliseconds) {
    this.#set(state);
    this.#holdsUntil = performance.now() + milliseconds;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.state === state && this.quiet(), milliseconds);
  }

  quiet() {
    this.#holdsUntil = 0;
    this.#write('line', document.querySelector('[data-text=quiet]').dataset.title);
    this.#set('quiet');
  }

  /** A problem that lasts: no connection, a busy server, no kiosk any more. */
  tell(name) {
    const text = document.querySelector(`template[data-text="${name}"]`);
    this.#told(text.dataset.title, text.content.textContent);
    this.#set(name === 'gone' ? 'gone' : 'away');
  }

  #told(title, text) {
    this.#write('told', title);
    this.#write('told-text', text);
  }

  /** @param {{ kind: string, text?: string, line?: string, at?: string, move?: string }} said the server's answer */
  show(said) {
    const { kind, text, line, at } = said;
    if (kind === 'greeting') {
      this.#write('hello', text);
      this.#write('at', line && at ? line.replace('{time}', this.format(new Date(at))) : '');
      return this.#hold('greeting', GREETING_MS);
    }
    if (kind === 'trouble') {
      this.#told(text, line);
      return this.#set('trouble');
    }
    const back = ['away', 'trouble', 'start', 'problem'].includes(this.state);
    if (!back && performance.now() < this.#holdsUntil) return undefined;
    if (kind === 'unknown') {
      this.#write('line', text);
      return this.#hold('unknown', UNKNOWN_MS);
    }
    if (kind === 'looking' && text) {
      this.#write('line', text);
      return this.#set('looking');
    }
    return this.quiet();
  }
}
