/** The sign-in page's side for the face. */
import { loginHref } from '../links.ts';
import { ButtonLink } from '../parts/button.tsx';
import { CameraCard } from '../parts/camera/card.tsx';
import { HandOffPlace, type PhoneOffer } from '../parts/camera/use-phone.tsx';
import { Field } from '../parts/field.tsx';
import type { View } from '../view.ts';

/** With whom a face is compared before a name is given (`src/signin/face/way.ts`); `verification`: the name comes first. */
export type FaceWay = { mode: 'identification' | 'device' } | { mode: 'verification'; why: 'many-people' | 'setting' };

/** `next`: a path of this site, where to go afterwards. */
type SideProps = { view: View; next: string };

/** Faces sign in on known devices only, and this device is not known. */
export function NotHere({ view, next }: SideProps) {
  const { t } = view;
  return (
    <section class="not-here">
      <h2>{t('face.device.title')}</h2>
      <p>{t('face.device.text')}</p>
      <ButtonLink href={loginHref('password', next)}>{t('face.use-password')}</ButtonLink>
    </section>
  );
}

/** The first frame carries the name, the form is not sent by itself. */
export function FaceSide({ view, next, way, phone }: SideProps & { way: FaceWay; phone: PhoneOffer }) {
  const { t } = view;
  const nameFirst = way.mode === 'verification';
  const field = (
    <Field
      view={view}
      name="username"
      label={t('label.username')}
      hint={t('face.name.hint')}
      autocomplete="username"
      autocapitalize="none"
      spellcheck={false}
      required={nameFirst}
    />
  );
  return (
    <>
      <HandOffPlace offer={phone} post="/login/phone" vals={{ next }} />
      <form class="form face-name" id="face-name" data-face-name>
        {nameFirst ? (
          <>
            <p class="muted">
              {t(`face.name.${way.why}`)} {way.why === 'many-people' && t('face.name.known')}
            </p>
            {field}
          </>
        ) : (
          <details>
            <summary>{t(way.mode === 'device' ? 'face.name.other' : 'face.name.offer')}</summary>
            {field}
          </details>
        )}
      </form>
      <CameraCard view={view} purpose="signin" next={next} phone={phone !== 'off'} />
    </>
  );
}
