import { describe, expect, test } from 'bun:test';
import { as, kiosk, policy, showing } from '../../../test/helpers/camera/walk-past.ts';
import type { Move } from '../session/challenge.ts';
import type { WatchEffect } from './watch.ts';

describe('movements', () => {
  /** Does as it is told for a while, one frame after reading. */
  function obey(setting: ReturnType<typeof kiosk>, userId: string, obeys = true) {
    const effects: WatchEffect[] = [];
    let [asked, since] = [undefined as Move | undefined, 0];
    for (let i = 0; i < 40; i++) {
      const pose = asked && since > 0 ? (obeys ? asked : asked === 'left' ? 'right' : 'left') : 'front';
      const effect = setting.frame(showing(as(userId), pose), 400);
      effects.push(effect);
      const move = effect.kind === 'looking' ? effect.move : undefined;
      since = move === asked ? since + 1 : 0;
      asked = move;
      if (effect.kind === 'found' || effect.kind === 'unknown') break;
    }
    return effects;
  }

  test('a recognised person is asked for movements, and greeted after them', () => {
    const setting = kiosk(policy({ challenge: true }));
    const effects = obey(setting, 'anna');
    expect(effects.filter((effect) => effect.kind === 'looking' && effect.move).length).toBeGreaterThan(3);
    expect(setting.greeted).toEqual(['anna']);
  });

  test('the wrong movement ends the look without a greeting', () => {
    const setting = kiosk(policy({ challenge: true }));
    expect(obey(setting, 'anna', false).at(-1)).toEqual({ kind: 'unknown', unmoved: true });
    expect(setting.greeted).toEqual([]);
  });

  test('a picture that never moves is not greeted', () => {
    const setting = kiosk(policy({ challenge: true }));
    setting.during(60_000, showing(as('anna')));
    expect(setting.greeted).toEqual([]);
  });

  test('somebody else who makes the movements is not greeted as the first person', () => {
    const setting = kiosk(policy({ challenge: true }));
    setting.during(900, showing(as('anna')));
    obey(setting, 'ben');
    expect(setting.greeted).not.toContain('anna');
  });

  test('during a visit nobody is asked again, and strangers never are', () => {
    const setting = kiosk(policy({ challenge: true }));
    obey(setting, 'anna');
    const later = [...setting.during(10_000, showing(as('anna'))), ...setting.during(20_000, showing(as('anna', 0.2)))];
    expect(later.some((effect) => effect.kind === 'looking' && effect.move)).toBe(false);
  });
});
