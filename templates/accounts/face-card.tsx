/** The account page's card about the face: none, off, outdated or enrolled, and what to do in each case. */
import type { MessageKey } from '../../src/i18n/index.ts';
import { ButtonLink } from '../parts/button.tsx';
import { Card } from '../parts/card.tsx';
import { formatDate, formatTime } from '../parts/format.ts';
import { Icon } from '../parts/icons.tsx';
import { Notice } from '../parts/notice.tsx';
import type { View } from '../view.ts';

/**
 * What is enrolled; null: nothing. `templates` counts those that can be compared here.
 * `offAt`: since then the face does not sign in.
 */
export type FaceStatus = { enrolledAt: Date; templates: number; offAt: Date | null } | null;

function cardOf({ t }: View) {
  return { id: 'face', title: t('account.face') };
}

function RemoveLink({ view }: { view: View }) {
  return (
    <ButtonLink href="/enroll/remove" kind="plain">
      {view.t('account.face.remove')}
    </ButtonLink>
  );
}

/** Nothing to compare with: not enrolled, or no longer readable. */
function FaceToEnroll({ view, text, removable }: { view: View; text: MessageKey; removable: boolean }) {
  const { t } = view;
  return (
    <Card {...cardOf(view)}>
      <p>{t(text)}</p>
      <div class="actions">
        <ButtonLink href="/enroll">{t('account.face.enroll')}</ButtonLink>
        {removable && <RemoveLink view={view} />}
      </div>
    </Card>
  );
}

/** After too many attempts in this person's name: what happened, and how to switch the face on again. */
function FaceOff({ view, offAt }: { view: View; offAt: Date }) {
  const { t } = view;
  return (
    <Card {...cardOf(view)}>
      <Notice tone="warning">
        <p>{t('account.face.off', { date: formatTime(view.locale, offAt) })}</p>
        <p>{t('account.face.off.do')}</p>
      </Notice>
      <div class="actions">
        <ButtonLink href="/account/confirm?next=/account">{t('account.face.on')}</ButtonLink>
        <RemoveLink view={view} />
      </div>
    </Card>
  );
}

export function FaceCard({ view, face }: { view: View; face: FaceStatus }) {
  const { t } = view;
  if (!face) return <FaceToEnroll view={view} text="account.face.none" removable={false} />;
  const { enrolledAt, templates, offAt } = face;
  if (offAt) return <FaceOff view={view} offAt={offAt} />;
  if (templates === 0) return <FaceToEnroll view={view} text="account.face.outdated" removable />;
  return (
    <Card {...cardOf(view)}>
      <p class="status">
        <Icon name="check" />
        <span>{t('account.face.enrolled', { date: formatDate(view.locale, enrolledAt), count: templates })}</span>
      </p>
      <div class="actions">
        <ButtonLink href="/login?with=face">{t('account.face.try')}</ButtonLink>
        <ButtonLink href="/enroll" kind="secondary">
          {t('account.face.replace')}
        </ButtonLink>
        <RemoveLink view={view} />
      </div>
    </Card>
  );
}
