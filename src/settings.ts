/**
 * Every setting of the server in one declarative tree: its meaning, its values, its default.
 * `facelogin config --markdown` prints the table of docs/settings.md from it.
 */
import { z } from 'zod';

export type Setting<T> = { env: string; doc: string; fallback: string; schema: z.ZodType<T, string>; secret?: true };

function setting<T>(
  env: string,
  fallback: string,
  schema: z.ZodType<T, string>,
  doc: string,
  secret?: true,
): Setting<T> {
  return { env, doc, fallback, schema, ...(secret && { secret }) };
}

const port = z
  .string()
  .regex(/^\d+$/, 'a number')
  .transform(Number)
  .refine((n) => n <= 65535, 'at most 65535');
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);
const workers = z
  .string()
  .regex(/^(auto|[1-8])$/, '`auto` or a number from 1 to 8')
  .transform((text) => (text === 'auto' ? text : Number(text)));
const url = z
  .string()
  .refine(
    (text) => text === '' || (/^https?:\/\/[^/?#@]+\/?$/.test(text) && URL.canParse(text)),
    'an address like https://face.example.org, without a path: below a path it does not work',
  )
  // A browser writes an origin so: in small letters, without the usual port.
  .transform((text) => (text === '' ? '' : new URL(text).origin));
const rate = z
  .string()
  .transform(Number)
  .refine((n) => n > 0 && n <= 0.01, 'a rate above 0 and at most 0.01');

/**
 * An address of PostgreSQL in libpq's forms: user, password, hosts, database, query. An `@`, `/`, `?` or `#` that was not
 * encoded in a password does not fit, so it is told and not taken for a host.
 */
export const DATABASE_URI =
  /^postgres(?:ql)?:\/\/(?:([^:@/?#]*)(?::([^@/?#]*))?@)?((?:\[[^\]]*\]|[^/?#@[\]])*)(?:\/([^/?#@]*))?(?:\?((?:[^=&]+=[^&]*(?:&|$))*))?$/s;

/** Whether every `%` begins an encoded character. */
function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

const database = z
  .string()
  .refine((text) => text === '' || /^postgres(ql)?:\/\//.test(text), 'a postgres:// address')
  .refine(
    (text) => text === '' || (DATABASE_URI.test(text) && isEncoded(text)),
    'in its user and password write %2F for /, %23 for #, %3F for ?, %40 for @ and %25 for %',
  );

/** Days that something is kept. More than a century is a typing mistake. */
const days = z
  .string()
  .regex(/^\d+$/, 'a number of days')
  .transform(Number)
  .refine((n) => n <= 36_500, 'at most 36500 days');

export const settings = {
  port: setting('PORT', '3000', port, 'Port to listen on.'),
  host: setting('HOST', '127.0.0.1', z.string().min(1), 'Address to listen on. Keep the default behind Caddy.'),
  data: setting(
    'FACELOGIN_DATA',
    './data',
    z.string().min(1),
    'Folder of the embedded database, the template keys and the lock.',
  ),
  databaseUrl: setting(
    'DATABASE_URL',
    '',
    database,
    'PostgreSQL 15 or newer (`postgres://user:password@host/database`). Empty: the embedded PGlite in the data folder.',
    true,
  ),
  publicUrl: setting(
    'FACELOGIN_PUBLIC_URL',
    '',
    url,
    'The address that people open, `https://…` behind Caddy. Empty: `http://localhost:PORT`. It decides the cookies and which origin may post.',
  ),
  registration: setting(
    'FACELOGIN_REGISTRATION',
    'open',
    z.enum(['open', 'invite', 'closed']),
    'Who may register: anybody (`open`), holders of a single-use link from `facelogin invite` (`invite`), nobody (`closed`).',
  ),
  registrationsPerAddress: setting(
    'FACELOGIN_REGISTRATIONS_PER_ADDRESS',
    '50',
    z
      .string()
      .regex(/^[1-9]\d{0,5}$/, 'a number of 1 or more')
      .transform(Number),
    'Accounts that one address may make, before each further one waits. Raise it where many share an address.',
  ),
  secondFactor: setting(
    'FACELOGIN_SECOND_FACTOR',
    'off',
    z.enum(['off', 'face', 'admins', 'all']),
    'Who also shows a passkey: nobody (`off`), its owners after a face sign-in (`face`), administrators (`admins`) or everybody (`all`).',
  ),
  trustedProxies: setting(
    'FACELOGIN_TRUSTED_PROXIES',
    '127.0.0.1,::1',
    list,
    'Addresses of proxies whose `X-Forwarded-…` headers are believed, and which may ask the gateway.',
  ),
  recognizer: setting(
    'FACELOGIN_RECOGNIZER',
    'embedding',
    z.enum(['embedding', 'lbph', 'custom']),
    "What decides: two neural networks (`embedding`), OpenCV's local binary patterns (`lbph`, for one fixed camera only) or your own model (`custom`).",
  ),
  customModel: setting(
    'FACELOGIN_CUSTOM_MODEL',
    '',
    z.string(),
    'Path of the JSON file that describes your own embedding model (docs/custom-model.md). Empty: none.',
  ),
  lbphBackend: setting(
    'FACELOGIN_LBPH_BACKEND',
    'typescript',
    z.enum(['typescript', 'opencv']),
    'What computes the local binary patterns: this project (`typescript`), or OpenCV (`opencv`), which needs Node and an addon and searches slower.',
  ),
  visionWorkers: setting(
    'FACELOGIN_VISION_WORKERS',
    'auto',
    workers,
    'Worker threads that look at faces, 1 to 8. `auto`: 2 with two cores or more and 1 GiB of memory, else 1; 1 for a large gallery, sooner with `lbph`.',
  ),
  identification: setting(
    'FACELOGIN_IDENTIFICATION',
    'auto',
    z.enum(['auto', 'always', 'never']),
    'Whether the face alone is enough (`always`) or the user name comes first (`never`). `auto`: the face alone, for as many people as the measurements vouch for.',
  ),
  faceDevices: setting(
    'FACELOGIN_FACE_DEVICES',
    'any',
    z.enum(['any', 'known']),
    'Where a face may sign in: in any browser (`any`), or only in one in which the same account has signed in by password or passkey (`known`).',
  ),
  templates: setting(
    'FACELOGIN_TEMPLATES',
    '5',
    z
      .string()
      .regex(/^[1-8]$/, 'a number from 1 to 8')
      .transform(Number),
    'How many pictures of an enrollment clip become templates, 1 to 8. The most varied ones are chosen.',
  ),
  liveness: setting(
    'FACELOGIN_LIVENESS',
    'challenge',
    z.enum(['challenge', 'strict', 'passive', 'off']),
    'What must show life: head movements, and networks if fetched (`challenge`); both, always (`strict`); networks alone (`passive`); nothing (`off`).',
  ),
  otherMovement: setting(
    'FACELOGIN_OTHER_MOVEMENT',
    'off',
    z.enum(['off', 'face']),
    'For people who cannot turn the head: nothing else (`off`), or closing the eyes and opening the mouth (`face`), which a print with holes can do, too.',
  ),
  modelsDir: setting(
    'FACELOGIN_MODELS_DIR',
    '',
    z.string(),
    'Folder of the liveness networks. Empty: `models` in the data folder.',
  ),
  duplicateFaces: setting(
    'FACELOGIN_DUPLICATE_FACES',
    'warn',
    z.enum(['warn', 'refuse', 'allow']),
    'A face that another account has enrolled: noted in log and audit trail (`warn`), also refused where liveness is asked (`refuse`), or ignored (`allow`).',
  ),
  targetFmr: setting(
    'FACELOGIN_TARGET_FMR',
    '0.0001',
    rate,
    'Highest accepted chance that one sign-in attempt lets a stranger in (all frames, whole gallery).',
  ),
  operator: setting(
    'FACELOGIN_OPERATOR',
    '',
    z.string(),
    'Who runs this server and how to reach them, for the privacy notice: `Example Ltd, privacy@example.org`.',
  ),
  attemptDays: setting(
    'FACELOGIN_ATTEMPT_DAYS',
    '90',
    days,
    'Days that face sign-in attempts (outcome, scores, no picture) are kept. 0: for ever.',
  ),
  auditDays: setting('FACELOGIN_AUDIT_DAYS', '365', days, 'Days that the audit trail is kept. 0: for ever.'),
  unusedFaceDays: setting(
    'FACELOGIN_UNUSED_FACE_DAYS',
    '1095',
    days,
    'Days without a sign-in by face after which a face is removed (the account stays). 0: never.',
  ),
  log: setting(
    'FACELOGIN_LOG',
    'text',
    z.enum(['text', 'json']),
    'Form of the log: lines for people (`text`), or one JSON object a line (`json`). Neither holds a name or an address.',
  ),
  metrics: setting(
    'FACELOGIN_METRICS',
    'off',
    z.enum(['off', 'loopback', 'token']),
    'Who sees `/metrics` (Prometheus): nobody (`off`), this machine without a proxy between (`loopback`), whoever sends the token as a bearer (`token`).',
  ),
  metricsToken: setting(
    'FACELOGIN_METRICS_TOKEN',
    '',
    z.string().refine((text) => text === '' || text.length >= 16, 'at least 16 characters'),
    'The token of `FACELOGIN_METRICS=token`, 16 characters or more.',
    true,
  ),
  templateKey: setting(
    'FACELOGIN_TEMPLATE_KEY',
    '',
    z.string().regex(/^([0-9a-f]{64}(,[0-9a-f]{64})*)?$/i, '64 hexadecimal digits'),
    'Key that encrypts the face templates, 64 hexadecimal digits; after a comma, former keys to read with. Empty: made on first run in `FACELOGIN_KEYS_DIR`.',
    true,
  ),
  keysDir: setting(
    'FACELOGIN_KEYS_DIR',
    '',
    z.string(),
    'Folder of the template keys. Several servers on one database share it. Empty: `keys` in the data folder.',
  ),
} as const;

export type Settings = typeof settings;

/** The table of settings for docs/settings.md, in Markdown. */
export function settingsTable(): string {
  const rows = Object.values(settings).map((entry) => {
    const name = entry.secret ? `\`${entry.env}\`, \`${entry.env}_FILE\`` : `\`${entry.env}\``;
    return `| ${name} | ${entry.fallback === '' ? '' : `\`${entry.fallback}\``} | ${entry.doc} |`;
  });
  return ['| Setting | Default | Meaning |', '| --- | --- | --- |', ...rows].join('\n') + '\n';
}
