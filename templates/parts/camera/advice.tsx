/** What the person can change, where most frames could not be judged: in words, and as a picture. */
import type { Unjudged } from '../../../src/biometrics/session/unjudged.ts';
import type { View } from '../../view.ts';
import { AdvicePicture } from './advice-picture.tsx';

export function FrameAdvice({ view, unjudged }: { view: View; unjudged: Unjudged }) {
  return (
    <>
      {unjudged !== 'too-few-frames' && <AdvicePicture problem={unjudged} />}
      <p class="advice">{view.t(`face.unjudged.${unjudged}`)}</p>
    </>
  );
}
