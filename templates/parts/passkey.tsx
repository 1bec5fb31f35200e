/** What `static/js/passkeys.js` works with: a button, and texts for its problems. */
import type { Child } from 'hono/jsx';
import type { View } from '../view.ts';
import { Icon } from './icons.tsx';

const TEXTS = ['cancelled', 'exists', 'address', 'unsupported', 'none', 'insecure', 'failed', 'lost'] as const;

type PasskeyActionProps = {
  view: View;
  /** `add` makes a passkey, `alone` signs in with any, `second` is the second step of a sign-in. */
  action: 'add' | 'alone' | 'second' | 'step-up';
  /** A path of this site: where to go afterwards. */
  next?: string;
  /** The page has another way in: the part stays hidden until the script finds that the browser has passkeys. */
  optional?: boolean;
  children: Child;
};

/** The first button in it starts the ceremony. Without a script it says that passkeys need one. */
export function PasskeyAction({ view, action, next, optional, children }: PasskeyActionProps) {
  const texts = Object.fromEntries(TEXTS.map((name) => [`data-${name}`, view.t(`passkey.problem.${name}`)]));
  return (
    <div class="passkey" data-passkey={action} data-next={next} hidden={optional} {...texts}>
      {children}
      <p class="field-error" role="alert" data-passkey-problem hidden>
        <Icon name="error" />
        <span />
      </p>
      <noscript>
        <p class="muted">{view.t('passkey.noscript')}</p>
      </noscript>
      <script src="/static/vendor/webauthn.js" defer />
      <script type="module" src="/static/js/passkeys.js" />
    </div>
  );
}
