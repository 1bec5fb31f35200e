/** The doctor's findings, for the command line and its page, and the limits of a server as it is set up. */
export const doctor = {
  'doctor.title': 'Doctor',
  'doctor.lead': 'The same checks as {command}, made by this server while it runs.',
  'doctor.checking': 'Checking…',
  'doctor.again': 'Check again',
  'doctor.limits': 'What this server cannot do',
  'doctor.state.ok': 'In order',
  'doctor.state.limited': 'Limited',
  'doctor.state.broken': 'Broken',
  'doctor.what.database': 'Database',
  'doctor.what.key': 'Template key',
  'doctor.what.models': 'Models',
  'doctor.what.liveness': 'Liveness',
  'doctor.what.worker': 'Vision workers',
  'doctor.what.opencv': 'Native OpenCV',
  'doctor.what.address': 'Address',
  'doctor.what.https': 'HTTPS',
  'doctor.failed': 'The check found a fault:',
  'doctor.database.running': 'in use by the running server',
  'doctor.database.ok': '{kind} {version}, schema up to date',
  'doctor.key.broken': 'Some stored data cannot be read with the keys that are here:',
  'doctor.key.ok': '{key} encrypts; everything stored can be read',
  'doctor.key.former': '{key} encrypts; former keys that only read: {former}; everything stored can be read',
  'doctor.models.ok': '{files} files, checked by SHA-256',
  'doctor.liveness.off': 'switched off (FACELOGIN_LIVENESS)',
  'doctor.liveness.none':
    'The networks that see screens are missing, or differ from the ones that were measured. To fetch them: {command}',
  'doctor.liveness.ok': 'the networks in {folder} are the ones that were measured',
  'doctor.worker.ok':
    '{workersReady} of {workers} ready, {people} people, {templates} templates (loaded in {seconds} s), {restarts} restarts; a picture takes {frameMs} ms',
  'doctor.worker.fewer':
    '{workersReady} of {workers} ready, {people} people, {templates} templates (loaded in {seconds} s), {restarts} restarts. A worker that is not ready is being started.',
  'doctor.worker.broken':
    "none of {workers} ready, {people} people, {templates} templates, {restarts} restarts. See the server's log.",
  'doctor.worker.slow':
    'This machine takes {frame} s for a picture of a face. Sign-in by face works, and takes long. A faster processor, or more of one, helps.',
  'doctor.worker.too-slow':
    'This machine is too slow: it takes {frame} s for a picture of a face. An attempt lasts {attempt} s and needs {frames} pictures, so at most {most} s each. Sign-in by face mostly fails here until the server has a faster processor, or more of one.',
  'doctor.worker.starts': 'starts, loads the models and stops; a picture takes {frameMs} ms',
  'doctor.opencv.broken': 'FACELOGIN_LBPH_BACKEND=opencv is set, but OpenCV cannot be used:',
  'doctor.opencv.used': 'built; LBPH runs on it',
  'doctor.opencv.built': "built; npm test compares our LBPH with OpenCV's own",
  'doctor.opencv.none':
    'not built; only FACELOGIN_LBPH_BACKEND=opencv and the comparison need it. To build it: npm run opencv:build',
  'doctor.address.ok': 'a FaceLogin answers on {address} ({status})',
  'doctor.address.other': 'something else answers on {address}. Set PORT to a free port.',
  'doctor.address.none': 'nothing answers on {address}. To start: npm start',
  'doctor.https.none':
    '{url} works on this machine only: no browser opens a camera over plain http from elsewhere. For others: Caddy and FACELOGIN_PUBLIC_URL (see README, HTTPS).',
  'doctor.https.ok': '{url} answers',
  'doctor.https.status': "{url} answers {status}. Is Caddy's FACELOGIN_UPSTREAM this server?",
  'doctor.https.broken':
    '{url} does not answer from here. Is Caddy running, and does this machine trust its certificate?',
  'doctor.what.proxy': 'Proxy',
  'doctor.proxy.ok': 'no request showed a fault of a proxy since the start',
  'doctor.proxy.unknown': 'only a running server sees what its proxy sends. To start: npm start',
  'doctor.proxy.proto-missing':
    'Browsers come by https, and the proxy sends no X-Forwarded-Proto, so nobody can sign in ({count} requests since the start). To add to the proxy:',
  'doctor.proxy.proto-wrong':
    'Browsers come by https, and the proxy does not send X-Forwarded-Proto: https, so nobody can sign in ({count} requests since the start). To set in the proxy:',
  'doctor.proxy.not-trusted':
    'A proxy at {example} is not in FACELOGIN_TRUSTED_PROXIES, so what it says of https and of its clients is not believed ({count} requests since the start). If it is yours:',
  'doctor.proxy.for-missing':
    'The proxy sends no X-Forwarded-For, so all visitors have one address, and the failed tries of one slow everybody ({count} requests since the start). To add to the proxy:',
  'doctor.proxy.host-missing':
    'The proxy does not pass on the Host of the browser, {example} ({count} requests since the start). To add to the proxy:',
  'doctor.proxy.public-url':
    'People open {example}, and FACELOGIN_PUBLIC_URL says {publicUrl}: passkeys fail there, some browsers cannot post, and links lead elsewhere ({count} requests since the start). If it is right:',
  'doctor.proxy.prefix':
    'A proxy mounts the server below the path {example}, where it does not work ({count} requests since the start). Give it a name of its own:',
  'limits.liveness.both':
    'A mask, or a picture fed in place of the camera, may pass the liveness check. Do not guard anything valuable with the face alone.',
  'limits.liveness.challenge':
    'A mask, or somebody who steers a moving picture, may pass the liveness challenge. Networks that see screens make that harder: {command}. Do not guard anything valuable with the face alone.',
  'limits.liveness.passive':
    'The liveness check sees replays on screens; it does not see a good print, a mask or a picture fed in place of the camera. Do not guard anything valuable with the face alone.',
  'limits.liveness.off':
    'There is no liveness check: a photo or a video of an enrolled person passes. Do not guard anything valuable with the face alone.',
  'limits.duplicates':
    'FACELOGIN_DUPLICATE_FACES=refuse has no effect without a liveness check: otherwise somebody could enroll a photograph of another person first.',
  'limits.lbph':
    'LBPH tells people apart only before one fixed camera in steady light; its measured error rates are in docs/accuracy.md.',
  'limits.groups':
    'The networks confuse strangers of some origins more often than others. The thresholds fit the measured group that fares worst ({group}). People unlike any measured group may fare worse: docs/accuracy.md.',
  'limits.alike':
    'The people enrolled here look more alike to the networks than any group that was measured, so thresholds are {rise} higher than usual. Faces may be refused more often; the password always works.',
  'limits.reach.enough':
    'The face alone is enough for {supported} people at FACELOGIN_TARGET_FMR={target}, by the figures of the group {group}; {people} are enrolled. Beyond that, only browsers that know their people go on without a user name. A higher target raises the number.',
  'limits.reach.name-first':
    'The face alone is enough for {supported} people at FACELOGIN_TARGET_FMR={target}, by the figures of the group {group}, and {people} are enrolled: the user name comes before the face, except in browsers that know their people. A higher target raises the number.',
  'limits.reach.always':
    'The measured data support FACELOGIN_TARGET_FMR={target} for {supported} people, and {people} are enrolled: with FACELOGIN_IDENTIFICATION=always a stranger may be let in more often than that.',
  'limits.reach.none':
    'The measured data do not support this target even with the user name first: a stranger may be taken for that person more often.',
  'limits.local':
    'Only this machine can open the page. For others, put Caddy in front and set FACELOGIN_PUBLIC_URL (see README, HTTPS).',
  'limits.plain':
    'Other machines reach this page by plain http, where browsers open no camera: put Caddy in front and set FACELOGIN_PUBLIC_URL (see README, HTTPS).',
} as const;
