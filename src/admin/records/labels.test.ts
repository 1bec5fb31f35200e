import { expect, test } from 'bun:test';
import { kindLabel, reasonLabel } from '../../../templates/admin/labels.ts';
import type { View } from '../../../templates/view.ts';
import { REASONS } from '../../biometrics/reasons.ts';
import { TRAIL_KINDS } from '../../events/events.store.ts';
import { LOCALES, translator } from '../../i18n/index.ts';

test('every event and every reason has words of its own in both languages', () => {
  for (const locale of LOCALES) {
    const view = { t: translator(locale) } as View;
    for (const kind of TRAIL_KINDS) expect(`${kind}: ${kindLabel(view, kind)}`).not.toBe(`${kind}: ${kind}`);
    expect(new Set(REASONS.map((reason) => reasonLabel(view, reason))).size).toBe(REASONS.length);
  }
});

test('what a later version wrote is shown as it is', () => {
  const view = { t: translator('en') } as View;
  expect(kindLabel(view, 'constructor')).toBe('constructor');
  expect(reasonLabel(view, 'something-new')).toBe('something-new');
});
