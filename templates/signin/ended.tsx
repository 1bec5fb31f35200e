/** The end of an attempt that signed nobody in: what the person can change. */
import type { Unjudged } from '../../src/biometrics/session/unjudged.ts';
import { Button } from '../parts/button.tsx';
import { FrameAdvice } from '../parts/camera/advice.tsx';
import type { View } from '../view.ts';
import { FaceEnded } from './face.tsx';

/** Why an attempt ended (`src/signin/face/face.ts`). */
export type Why = Unjudged | 'not-moved' | 'not-recognised' | 'not-recognised-alone';

/** @param props.why undefined: the attempt was over before this frame, so nothing is known of it. */
export function NotRecognised({ view, why, next }: { view: View; why: Why | undefined; next?: string }) {
  const { t } = view;
  if (why === undefined) return <FaceEnded view={view} reason="face.over" next={next} />;
  if (why === 'not-moved') {
    return (
      <FaceEnded view={view} reason="face.not-moved" next={next}>
        <p class="advice">{t('face.not-moved.advice')}</p>
      </FaceEnded>
    );
  }
  if (why === 'not-recognised') return <FaceEnded view={view} reason="face.not-recognised" next={next} />;
  if (why === 'not-recognised-alone') {
    return (
      <FaceEnded view={view} reason="face.not-recognised" next={next}>
        <p class="advice">{t('face.name.helps')}</p>
        <Button type="button" kind="plain" data-give-name>
          {t('face.name.give')}
        </Button>
      </FaceEnded>
    );
  }
  return (
    <FaceEnded view={view} reason="face.unjudged" next={next}>
      <FrameAdvice view={view} unjudged={why} />
    </FaceEnded>
  );
}
