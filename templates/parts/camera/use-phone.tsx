/** The phone as the camera of this page: the button, and the place for the QR code. */
import type { View } from '../../view.ts';
import { Button } from '../button.tsx';
import { Icon } from '../icons.tsx';

/** `static/js/hand-off.js` begins the hand-off of the page's {@link HandOffPlace}. */
export function UsePhone({ view }: { view: View }) {
  return (
    <Button type="button" kind="secondary" data-use-phone>
      <Icon name="phone" />
      {view.t('phone.use')}
    </Button>
  );
}

/** Whether a page offers the phone. `local`: it says on demand why a phone cannot open this address. */
export type PhoneOffer = 'reachable' | 'local' | 'off';

type HandOffPlaceProps = { offer: PhoneOffer; post: string; vals?: Record<string, string> };

/**
 * Stands before the camera card, which the style sheet hides while something is in here.
 * @param props.post the address that begins the hand-off. @param props.vals what it gets besides the fields of the page.
 */
export function HandOffPlace({ offer, post, vals = {} }: HandOffPlaceProps) {
  if (offer === 'off') return null;
  return (
    <>
      <div
        id="hand-off"
        class="hand-off-place"
        data-hand-off={offer}
        hx-post={post}
        hx-trigger="hand-off"
        hx-include="#face-name"
        hx-vals={JSON.stringify(vals)}
        hx-swap="innerHTML"
        hx-sync="this:drop"
      />
      <script type="module" src="/static/js/hand-off.js" />
    </>
  );
}
