import { accounts } from './accounts.ts';
import { admin } from './admin.ts';
import { api } from './api.ts';
import { apps } from './apps.ts';
import { appsAdmin } from './apps-admin.ts';
import { auth } from './auth.ts';
import { common } from './common.ts';
import { doctor } from './doctor.ts';
import { errors } from './errors.ts';
import { explain } from './explain.ts';
import { face } from './face.ts';
import { fields } from './fields.ts';
import { gateway } from './gateway.ts';
import { oidc } from './oidc.ts';
import { passkeys } from './passkeys.ts';
import { privacy } from './privacy.ts';
import { reference } from './reference.ts';
import { trial } from './trial.ts';

export const en = {
  ...common,
  ...accounts,
  ...admin,
  ...api,
  ...apps,
  ...appsAdmin,
  ...auth,
  ...doctor,
  ...explain,
  ...face,
  ...fields,
  ...errors,
  ...gateway,
  ...oidc,
  ...passkeys,
  ...privacy,
  ...reference,
  ...trial,
} as const;
