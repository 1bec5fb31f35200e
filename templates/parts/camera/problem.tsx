/** Says why the camera did not open, and what to do. */
import type { View } from '../../view.ts';
import { Button } from '../button.tsx';
import { UsePhone } from './use-phone.tsx';

/** The script picks one by the name of the browser's exception (`static/js/camera.js`). */
export const CAMERA_PROBLEMS = ['denied', 'none', 'busy', 'insecure', 'old', 'failed'] as const;
export type CameraProblemName = (typeof CAMERA_PROBLEMS)[number];

/** Problems that the person can solve without leaving the page. */
const RETRYABLE: readonly CameraProblemName[] = ['denied', 'none', 'busy', 'failed'];

/** @param props.phone the page can use a phone's camera instead. */
export function CameraProblem({ view, problem, phone }: { view: View; problem: CameraProblemName; phone?: boolean }) {
  const { t } = view;
  const retryable = RETRYABLE.includes(problem);
  return (
    <div class="result-card" tabindex={-1} data-ended={problem}>
      <h2>{t(`camera.problem.${problem}.title`)}</h2>
      <p>{t(`camera.problem.${problem}.text`)}</p>
      {problem === 'denied' && (
        <ul class="small">
          <li>{t('camera.problem.denied.chrome')}</li>
          <li>{t('camera.problem.denied.safari')}</li>
          <li>{t('camera.problem.denied.firefox')}</li>
        </ul>
      )}
      {(retryable || phone) && (
        <div class="actions">
          {retryable && (
            <Button type="button" data-retry>
              {t('camera.retry')}
            </Button>
          )}
          {phone && <UsePhone view={view} />}
        </div>
      )}
    </div>
  );
}
