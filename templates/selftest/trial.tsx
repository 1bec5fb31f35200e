/** A try to fool the camera: its poller, and its result. */
import type { GoOn } from '../../src/biometrics/session/session.ts';
import type { TrialKind, TrialResult } from '../../src/biometrics/session/trial.ts';
import type { Unjudged } from '../../src/biometrics/session/unjudged.ts';
import type { MessageKey } from '../../src/i18n/index.ts';
import { Button } from '../parts/button.tsx';
import { FrameAdvice } from '../parts/camera/advice.tsx';
import { FaceProgress, PollFragment } from '../signin/face.tsx';
import type { View } from '../view.ts';

const POST = '/admin/self-test/frame';
/** Id of the form in which the kind is chosen. */
export const KIND_FORM = 'trial-kind';

/** The first frame of a try carries the chosen kind. */
export function TrialPoller({ view }: { view: View }) {
  return <PollFragment view={view} post={POST} interval="2s" begin={{ include: `#${KIND_FORM}`, vals: {} }} />;
}

export function TrialProgress({ view, on }: { view: View; on: GoOn }) {
  return <FaceProgress view={view} on={on} post={POST} />;
}

function NextTry({ view }: { view: View }) {
  return (
    <div class="actions">
      <Button type="button" data-retry>
        {view.t('trial.next')}
      </Button>
    </div>
  );
}

/** A try that ended without a result. It does not count. */
export function TrialEnded({ view, reason }: { view: View; reason: MessageKey }) {
  return (
    <div class="result-card" tabindex={-1} data-ended>
      <p class="result-text">{view.t(reason)}</p>
      <NextTry view={view} />
    </div>
  );
}

export type TrialDoneProps = { view: View; what: TrialKind; result: TrialResult & { unjudged?: Unjudged } };

function resultKey(what: TrialKind, { verdict }: TrialResult): MessageKey {
  if (what !== 'person' || verdict === 'inconclusive') return `trial.result.${verdict}`;
  return `trial.result.person.${verdict}`;
}

/** The result of a try, and the reason. Whether it is good depends on the kind, so words say it and no colour does. */
export function TrialDone({ view, what, result }: TrialDoneProps) {
  const { t } = view;
  const { verdict, byNetworks, byMovements, unjudged } = result;
  const advised = unjudged !== undefined && unjudged !== 'too-few-frames';
  return (
    <div class="result-card" tabindex={-1} data-ended data-verdict={verdict}>
      <p class="trial-what">{t(`trial.kind.${what}`)}</p>
      <p class="result-text">{t(resultKey(what, result))}</p>
      {byNetworks && <p>{t('trial.why.networks')}</p>}
      {byMovements && <p>{t('trial.why.movements')}</p>}
      {advised && <FrameAdvice view={view} unjudged={unjudged} />}
      {verdict === 'inconclusive' && <p>{t(advised ? 'trial.why.unjudged' : 'trial.why.inconclusive')}</p>}
      <NextTry view={view} />
    </div>
  );
}
