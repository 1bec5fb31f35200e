/** The browser's side of passkeys: asks the authenticator, and says what went wrong. The server decides. */
const { browserSupportsWebAuthn, browserSupportsWebAuthnAutofill, startAuthentication, startRegistration } =
  window.SimpleWebAuthnBrowser;

/** For each action: where its options come from, where its answer goes, and what asks the authenticator. */
const ACTIONS = {
  add: ['/account/passkeys/options', '/account/passkeys/add', startRegistration],
  alone: ['/login/passkey/options', '/login/passkey', startAuthentication],
  'step-up': ['/step-up/passkey/options', '/step-up/passkey', startAuthentication],
  second: ['/login/second/options', '/login/second/passkey', startAuthentication],
};

/** What the browser's errors mean to a person (WebAuthn 3, 5.1.3 and 5.1.4). */
const PROBLEMS = {
  NotAllowedError: 'cancelled',
  InvalidStateError: 'exists',
  SecurityError: 'address',
  NotSupportedError: 'unsupported',
  ConstraintError: 'unsupported',
};

const root = document.querySelector('[data-passkey]');
const [optionsPath, answerPath, ask] = ACTIONS[root.dataset.passkey];
const button = root.querySelector('button');
const problem = root.querySelector('[data-passkey-problem]');

/** The server says no, in the person's language. */
class Refused extends Error {
  constructor({ message, action }) {
    super(message);
    this.action = action;
  }
}

async function post(path, body = {}) {
  const owner = { 'Form-Owner': document.body.dataset.owner };
  const headers = { Accept: 'application/json', 'Content-Type': 'application/json', ...owner };
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }).catch(() => {
    throw new Refused({ message: root.dataset.lost });
  });
  const answer = await response.json().catch(() => ({ error: { message: root.dataset.failed } }));
  if (!response.ok) throw new Refused(answer.error);
  return answer;
}

/** @param {{ href: string, label: string }} [action] what solves it, in another tab: this one keeps what was typed. */
function say(text, action) {
  problem.hidden = !text;
  const said = problem.querySelector('span');
  said.textContent = text;
  if (!action) return;
  const link = document.createElement('a');
  Object.assign(link, { href: action.href, target: '_blank', textContent: action.label });
  said.append(' ', link);
}

/** @param {string} host the name under which passkeys work here */
function explain(error, host) {
  // The page itself put another request in its place.
  if (error.name === 'AbortError' || error.code === 'ERROR_CEREMONY_ABORTED') return;
  if (error instanceof Refused) say(error.message, error.action);
  else say(root.dataset[PROBLEMS[error.name] ?? 'failed'].replace('{host}', host));
}

/** @param {boolean} autofill the browser offers passkeys in the field's list of names, without a window. */
async function run(autofill) {
  let host = window.location.hostname;
  try {
    const optionsJSON = await post(optionsPath);
    host = optionsJSON.rpId ?? optionsJSON.rp.id;
    const answer = await ask({ optionsJSON, ...(autofill && { useBrowserAutofill: true }) });
    const name = root.querySelector('[name=name]')?.value;
    const { next } = await post(answerPath, { name, next: root.dataset.next, answer });
    window.location.assign(next);
    return;
  } catch (error) {
    // Nobody pressed a button for autofill: it fails silently, unless the server refused a chosen passkey.
    if (!autofill || error instanceof Refused) explain(error, host);
  }
  button.disabled = false;
}

function start() {
  say('');
  button.disabled = true;
  void run(false);
}

if (!browserSupportsWebAuthn()) {
  button.disabled = true;
  say(window.isSecureContext ? root.dataset.none : root.dataset.insecure);
} else {
  root.hidden = false;
  const form = root.querySelector('form');
  if (form) {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      start();
    });
  } else {
    button.addEventListener('click', start);
  }
  if (document.querySelector('input[autocomplete$="webauthn"]') && (await browserSupportsWebAuthnAutofill())) {
    void run(true);
  }
}
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) button.disabled = false;
});
