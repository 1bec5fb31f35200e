/** What the screen of a kiosk is told after a frame: words in its language, and when the next frame is due. */
import type { Translate } from '../i18n/index.ts';
import type { Greeting, Shown } from './look.ts';

/**
 * `next`: milliseconds until the next frame. `wake`: a picture that changes may send it earlier. `face`: one is there.
 * `at`: for `{time}` in `line`, which the tablet writes in its own time zone.
 */
export type Said = {
  kind: Shown['kind'];
  next: number;
  wake: boolean;
  text?: string;
  line?: string;
  at?: string;
  move?: string;
};

const PACE: Record<Shown['kind'], { next: number; wake: boolean }> = {
  nobody: { next: 2_000, wake: true },
  looking: { next: 320, wake: false },
  settled: { next: 1_500, wake: false },
  greeting: { next: 1_500, wake: false },
  unknown: { next: 1_000, wake: false },
  resting: { next: 1_000, wake: false },
  trouble: { next: 10_000, wake: false },
};

function greetingText(t: Translate, { name, direction, at }: Greeting) {
  const word = direction === undefined ? 'hello' : direction === 'in' ? 'welcome' : 'goodbye';
  const text = name === undefined ? t(`kiosk.${word}`) : t(`kiosk.${word}.name`, { name });
  return { text, ...(direction && { line: t(`kiosk.${direction}.at`), at: at.toISOString() }) };
}

function wordsFor(t: Translate, shown: Shown): Partial<Said> {
  switch (shown.kind) {
    case 'greeting':
      return greetingText(t, shown.greeting);
    case 'looking': {
      const { problem, move } = shown;
      if (problem) return { text: t(`hint.${problem}`), ...(move && { move }) };
      return move ? { text: t(`move.${move}`), move } : { text: t('kiosk.looking') };
    }
    case 'unknown':
      return { text: t(shown.unmoved ? 'kiosk.unmoved' : 'kiosk.unknown') };
    case 'trouble':
      return { text: t(`kiosk.trouble.${shown.trouble}`), line: t(`kiosk.trouble.${shown.trouble}.text`) };
    default:
      return {};
  }
}

export function saidOf(t: Translate, shown: Shown): Said {
  return { kind: shown.kind, ...PACE[shown.kind], ...wordsFor(t, shown) };
}
