/** The end of an attempt that signed nobody in: what the person can change. */
import type { AskedMove } from '../../src/biometrics/session/either.ts';
import type { Unjudged } from '../../src/biometrics/session/unjudged.ts';
import { Button } from '../parts/button.tsx';
import { FrameAdvice } from '../parts/camera/advice.tsx';
import { MovePicture } from '../parts/camera/move-picture.tsx';
import type { View } from '../view.ts';
import { FaceEnded, type OtherWay } from './face.tsx';

/** Why an attempt ended (`src/signin/face/face.ts`). */
export type Why = Unjudged | 'not-moved' | 'not-recognised' | 'not-recognised-alone';

type NotRecognisedProps = {
  view: View;
  kind?: 'over';
  why?: Why | undefined;
  move?: AskedMove;
  next?: string;
  other?: OtherWay;
};

/** Whether eyes and mouth were asked for, and not the head. */
function isOfFace(move: AskedMove | undefined): boolean {
  return move === 'eyes' || move === 'mouth' || move === 'rest';
}

/**
 * @param props.why undefined: the attempt was over before this frame, so nothing is known of it.
 * @param props.move the movement that did not come as asked.
 */
export function NotRecognised({ view, why, move, next, other }: NotRecognisedProps) {
  const { t } = view;
  const ways = { ...(next && { next }), ...(other && { other }) };
  if (why === undefined) return <FaceEnded view={view} reason="face.over" {...ways} />;
  if (why === 'not-moved') {
    return (
      <FaceEnded view={view} reason="face.not-moved" {...ways}>
        {move && <MovePicture move={move} />}
        <p class="advice">{t(isOfFace(move) ? 'face.not-moved.advice.face' : 'face.not-moved.advice')}</p>
      </FaceEnded>
    );
  }
  if (why === 'not-recognised') return <FaceEnded view={view} reason="face.not-recognised" {...ways} />;
  if (why === 'not-recognised-alone') {
    return (
      <FaceEnded view={view} reason="face.not-recognised" {...ways}>
        <p class="advice">{t('face.name.helps')}</p>
        <Button type="button" kind="plain" data-give-name>
          {t('face.name.give')}
        </Button>
      </FaceEnded>
    );
  }
  return (
    <FaceEnded view={view} reason="face.unjudged" {...ways}>
      <FrameAdvice view={view} unjudged={why} />
    </FaceEnded>
  );
}
