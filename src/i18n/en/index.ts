import { accounts } from './accounts.ts';
import { admin } from './admin/admin.ts';
import { api } from './admin/api.ts';
import { appsAdmin } from './admin/apps-admin.ts';
import { attendance } from './admin/attendance.ts';
import { doctor } from './admin/doctor.ts';
import { explain } from './admin/explain.ts';
import { reference } from './admin/reference.ts';
import { transfer } from './admin/transfer.ts';
import { trial } from './admin/trial.ts';
import { tuning } from './admin/tuning.ts';
import { webhooks } from './admin/webhooks.ts';
import { wizard } from './admin/wizard.ts';
import { apps } from './apps.ts';
import { auth } from './auth.ts';
import { common } from './common.ts';
import { errors } from './errors.ts';
import { face } from './face.ts';
import { fields } from './fields.ts';
import { gateway } from './gateway.ts';
import { handoff } from './handoff.ts';
import { installed } from './installed.ts';
import { kiosk } from './kiosk.ts';
import { oidc } from './oidc.ts';
import { passkeys } from './passkeys.ts';
import { privacy } from './privacy.ts';

export const en = {
  ...common,
  ...accounts,
  ...admin,
  ...api,
  ...apps,
  ...appsAdmin,
  ...attendance,
  ...auth,
  ...doctor,
  ...explain,
  ...face,
  ...fields,
  ...errors,
  ...gateway,
  ...installed,
  ...kiosk,
  ...handoff,
  ...oidc,
  ...passkeys,
  ...privacy,
  ...transfer,
  ...reference,
  ...trial,
  ...webhooks,
  ...tuning,
  ...wizard,
} as const;
