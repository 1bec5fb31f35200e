/** The form of a kiosk. Each message is a key of the catalogue. */
import { z } from 'zod';
import { text } from '../../fields.ts';
import { isId } from '../query.ts';

/** FMR targets to choose from. */
export const TARGETS = ['0.001', '0.0001', '0.00001'] as const;
export const LIVENESS = ['passive', 'challenge', 'none'] as const;
export const ATTENDANCE = ['none', 'turns', 'in', 'out'] as const;

const choice = <const Choices extends readonly [string, ...string[]]>(choices: Choices) =>
  z.enum(choices, { error: 'field.choice' });
const ticked = z.string().optional().transform(Boolean);

export const kioskForm = z.object({
  name: text(60).refine((name) => name !== '', 'field.required'),
  group: z.string({ error: 'field.choice' }).refine(isId, 'field.choice'),
  target: choice(TARGETS).transform(Number),
  liveness: choice(LIVENESS),
  attendance: choice(ATTENDANCE),
  names: ticked,
  tells: ticked,
  locale: choice(['en', 'zh']),
  /** Empty: none, or the one that is set. */
  pin: text(64).refine((pin) => pin === '' || /^\d{4,12}$/.test(pin), 'field.pin.form'),
});

export type KioskForm = z.output<typeof kioskForm>;
