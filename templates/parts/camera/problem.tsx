/** Says why the camera did not open, and what to do. */
import type { View } from '../../view.ts';
import { Button } from '../button.tsx';

/** The script picks one by the name of the browser's exception (`static/js/camera.js`). */
export const CAMERA_PROBLEMS = ['denied', 'none', 'busy', 'insecure', 'old', 'failed'] as const;
export type CameraProblemName = (typeof CAMERA_PROBLEMS)[number];

/** Problems that the person can solve without leaving the page. */
const RETRYABLE: readonly CameraProblemName[] = ['denied', 'none', 'busy', 'failed'];

export function CameraProblem({ view, problem }: { view: View; problem: CameraProblemName }) {
  const { t } = view;
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
      {RETRYABLE.includes(problem) && (
        <div class="actions">
          <Button type="button" data-retry>
            {t('camera.retry')}
          </Button>
        </div>
      )}
    </div>
  );
}
