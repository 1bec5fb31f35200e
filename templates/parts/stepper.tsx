import type { View } from '../view.ts';
import { Icon } from './icons.tsx';

const STEPS = ['password', 'camera', 'done'] as const;

/** Shows the step of the enrollment. @param props.current 1 to 3. */
export function Stepper({ view, current }: { view: View; current: 1 | 2 | 3 }) {
  return (
    <ol id="stepper" class="stepper" aria-label={view.t('enroll.steps')}>
      {STEPS.map((step, index) => {
        const number = index + 1;
        const done = number < current || current === STEPS.length;
        return (
          <li class={done ? 'step step-done' : 'step'} aria-current={number === current ? 'step' : undefined}>
            <span class="step-mark">{done ? <Icon name="check" /> : number}</span>
            {view.t(`enroll.step.${step}`)}
          </li>
        );
      })}
    </ol>
  );
}
