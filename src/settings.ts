/**
 * Every setting of the server in one declarative tree: its meaning, its values, its default.
 * `facelogin config --markdown` prints the table of docs/settings.md from it.
 */
import { z } from 'zod';
import { database, days, list, port, rate, setting, url, workers } from './settings/values.ts';

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
    'secret',
  ),
  publicUrl: setting(
    'FACELOGIN_PUBLIC_URL',
    '',
    url,
    'The address that people open, `https://…` behind Caddy. Empty: `http://localhost:PORT`. It decides the cookies and which origin may post.',
  ),
  siteName: setting(
    'FACELOGIN_NAME',
    'FaceLogin',
    z.string().regex(/^[^\p{Cc}]{1,40}$/u, '1 to 40 characters'),
    'Name of this site: at the top of every page, and in the title of its window.',
    'live',
  ),
  language: setting(
    'FACELOGIN_LANGUAGE',
    'auto',
    z.enum(['auto', 'en', 'zh']),
    "Language of the pages for whoever has not chosen one: the browser's (`auto`), English (`en`) or Chinese (`zh`).",
    'live',
  ),
  registration: setting(
    'FACELOGIN_REGISTRATION',
    'open',
    z.enum(['open', 'invite', 'closed']),
    'Who may register: anybody (`open`), holders of a single-use link from `facelogin invite` (`invite`), nobody (`closed`).',
    'live',
  ),
  registrationsPerAddress: setting(
    'FACELOGIN_REGISTRATIONS_PER_ADDRESS',
    '50',
    z
      .string()
      .regex(/^[1-9]\d{0,5}$/, 'a number of 1 or more')
      .transform(Number),
    'Accounts that one address may make, before each further one waits. Raise it where many share an address.',
    'live',
  ),
  secondFactor: setting(
    'FACELOGIN_SECOND_FACTOR',
    'off',
    z.enum(['off', 'face', 'admins', 'all']),
    'Who also shows a passkey: nobody (`off`), its owners after a face sign-in (`face`), administrators (`admins`) or everybody (`all`).',
    'live',
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
    'live',
  ),
  faceDevices: setting(
    'FACELOGIN_FACE_DEVICES',
    'any',
    z.enum(['any', 'known']),
    'Where a face may sign in: in any browser (`any`), or only in one in which the same account has signed in by password or passkey (`known`).',
    'live',
  ),
  phone: setting(
    'FACELOGIN_PHONE',
    'on',
    z.enum(['on', 'same-network', 'off']),
    "Whether a browser may use a phone's camera by a QR code: from any network (`on`), from its own (`same-network`), never (`off`).",
    'live',
  ),
  templates: setting(
    'FACELOGIN_TEMPLATES',
    '5',
    z
      .string()
      .regex(/^[1-8]$/, 'a number from 1 to 8')
      .transform(Number),
    'How many pictures of an enrollment clip become templates, 1 to 8. The most varied ones are chosen.',
    'live',
  ),
  liveness: setting(
    'FACELOGIN_LIVENESS',
    'challenge',
    z.enum(['challenge', 'strict', 'passive', 'off']),
    'What must show life: head movements, and networks if fetched (`challenge`); both, always (`strict`); networks alone (`passive`); nothing (`off`).',
    'live',
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
  modelsUrl: setting(
    'FACELOGIN_MODELS_URL',
    '',
    z.string().refine((text) => text === '' || (/^https?:\/\//.test(text) && URL.canParse(text)), 'an http address'),
    "Address of a folder to fetch the liveness networks from: a copy in your network. Empty: their project's release.",
  ),
  duplicateFaces: setting(
    'FACELOGIN_DUPLICATE_FACES',
    'warn',
    z.enum(['warn', 'refuse', 'allow']),
    'A face that another account has enrolled: noted in log and audit trail (`warn`), also refused where liveness is asked (`refuse`), or ignored (`allow`).',
    'live',
  ),
  targetFmr: setting(
    'FACELOGIN_TARGET_FMR',
    '0.0001',
    rate,
    'Highest accepted chance that one sign-in attempt lets a stranger in (all frames, whole gallery).',
    'live',
  ),
  operator: setting(
    'FACELOGIN_OPERATOR',
    '',
    z.string(),
    'Who runs this server and how to reach them, for the privacy notice: `Example Ltd, privacy@example.org`.',
    'live',
  ),
  attemptDays: setting(
    'FACELOGIN_ATTEMPT_DAYS',
    '90',
    days,
    'Days that face sign-in attempts (outcome, scores, no picture) are kept. 0: for ever.',
    'live',
  ),
  auditDays: setting('FACELOGIN_AUDIT_DAYS', '365', days, 'Days that the audit trail is kept. 0: for ever.', 'live'),
  unusedFaceDays: setting(
    'FACELOGIN_UNUSED_FACE_DAYS',
    '1095',
    days,
    'Days without a sign-in by face after which a face is removed (the account stays). 0: never.',
    'live',
  ),
  webhookPrivate: setting(
    'FACELOGIN_WEBHOOK_PRIVATE',
    'refuse',
    z.enum(['refuse', 'allow']),
    'Whether webhooks may lead into private networks, and go by plain http: no (`refuse`) or yes (`allow`).',
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
    'live',
  ),
  metricsToken: setting(
    'FACELOGIN_METRICS_TOKEN',
    '',
    z.string().refine((text) => text === '' || text.length >= 16, 'at least 16 characters'),
    'The token of `FACELOGIN_METRICS=token`, 16 characters or more.',
    'secret',
  ),
  templateKey: setting(
    'FACELOGIN_TEMPLATE_KEY',
    '',
    z.string().regex(/^([0-9a-f]{64}(,[0-9a-f]{64})*)?$/i, '64 hexadecimal digits'),
    'Key that encrypts the face templates, 64 hexadecimal digits; after a comma, former keys to read with. Empty: made on first run in `FACELOGIN_KEYS_DIR`.',
    'secret',
  ),
  keysDir: setting(
    'FACELOGIN_KEYS_DIR',
    '',
    z.string(),
    'Folder of the template keys. Several servers on one database share it. Empty: `keys` in the data folder.',
  ),
} as const;

export type Settings = typeof settings;

/** The table of settings for docs/settings.md, in Markdown. `yes`: it can change while the server runs. */
export function settingsTable(): string {
  const rows = Object.values(settings).map((entry) => {
    const name = entry.secret ? `\`${entry.env}\`, \`${entry.env}_FILE\`` : `\`${entry.env}\``;
    const fallback = entry.fallback === '' ? '' : `\`${entry.fallback}\``;
    return `| ${name} | ${fallback} | ${entry.live ? 'yes' : ''} | ${entry.doc} |`;
  });
  return ['| Setting | Default | In the browser | Meaning |', '| --- | --- | --- | --- |', ...rows].join('\n') + '\n';
}
