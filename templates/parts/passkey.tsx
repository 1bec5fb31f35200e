/** What `static/js/passkeys.js` works with: a button, and what it says when no passkey comes. */
import type { Child } from 'hono/jsx';
import type { View } from '../view.ts';
import { Icon } from './icons.tsx';

const TEXTS = ['cancelled', 'exists', 'address', 'unsupported', 'none', 'insecure', 'failed', 'lost'] as const;

type PasskeyActionProps = {
  view: View;
  /** `add` makes one, `alone` signs in with any, `second` shows one of the person who waits. */
  action: 'add' | 'alone' | 'second';
  /** A path of this site: where to go afterwards. */
  next?: string;
  /** Shown only by the script, where the browser has passkeys: there is another way in on the page. */
  optional?: boolean;
  children: Child;
};

/** Its first submit button, or only button, starts. Without the script nothing here works, and it says so. */
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
