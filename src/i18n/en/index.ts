import { accounts } from './accounts.ts';
import { common } from './common.ts';
import { errors } from './errors.ts';
import { face } from './face.ts';

export const en = { ...common, ...accounts, ...face, ...errors } as const;
