/** Templates that the scripts of sign-in and enrollment clone into the camera card. */
import { FaceEnded, type OtherWay, PollFragment } from '../../signin/face.tsx';
import type { View } from '../../view.ts';
import { Button } from '../button.tsx';

/** For sign-in: the poller, and the ends that the script decides. */
type SigninTextsProps = {
  view: View;
  next?: string | undefined;
  post?: string | undefined;
  other?: OtherWay | undefined;
};

export type { OtherWay };

export function SigninTexts({ view, next = '/account', post, other: given }: SigninTextsProps) {
  const vals: Record<string, string> = post ? {} : { next };
  // A step-up keeps its other ways on the same page.
  const other = given ?? (post ? { href: view.path } : undefined);
  return (
    <>
      <template data-poller>
        <PollFragment view={view} interval="2s" begin={{ include: '#face-name', vals }} {...(post && { post })} />
      </template>
      <template data-end="time">
        <FaceEnded view={view} reason="face.no-answer" next={next} other={other} />
      </template>
      <template data-end="stopped">
        <FaceEnded view={view} reason="camera.stopped" next={next} other={other} />
      </template>
    </>
  );
}

/** For enrollment: the hints that the browser gives by itself, and the element that posts the clip. */
export function EnrollTexts({ view, post = '/enroll/clip' }: { view: View; post?: string | undefined }) {
  const { t } = view;
  return (
    <>
      {(['ready', 'too-dark', 'too-bright', 'recording', 'checking'] as const).map((hint) => (
        <template data-hint-text={hint}>{t(`hint.${hint}`)}</template>
      ))}
      <template data-end="lost">
        <div class="result-card" tabindex={-1} data-ended>
          <p class="result-text">{t('enroll.lost')}</p>
          <div class="actions">
            <Button type="button" data-retry>
              {t('camera.retry')}
            </Button>
          </div>
        </div>
      </template>
      <div
        id="clip"
        data-clip
        hx-post={post}
        hx-trigger="clip-recorded"
        hx-target="#enroll-result"
        hx-swap="innerHTML"
        hx-sync="this:drop"
        hx-encoding="multipart/form-data"
        hx-config="timeout:120s"
      />
    </>
  );
}
