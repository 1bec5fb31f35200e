/** Confirming by password, faces that are off, devices, sessions, new passwords by link. */
export const auth = {
  'confirm.title': 'Confirm that it is you',
  'confirm.why':
    'The next step needs your password, however you signed in. It counts for five minutes, in this browser only.',
  'confirm.submit': 'Continue',
  'confirm.give': 'Enter my password',
  'account.face.off': 'Since {date} your face cannot sign in: too many attempts in your name failed in a row.',
  'account.face.off.do':
    'If that was not you, somebody tried to get in with your name or a picture of you, without success. Your password switches your face on again.',
  'account.face.on': 'Switch it on with my password',
  'face.device.title': 'Use your password here first',
  'face.device.text':
    'A face signs in only in a browser where you have signed in by password before. After that, your face works here too.',
  'account.sessions.all': 'All sessions and devices',
  'sessions.title': 'Sessions and devices',
  'sessions.second': '{way}, with a second factor',
  'sessions.created': 'Signed in {time}',
  'sessions.end': 'Sign out',
  'sessions.end.all': 'Sign out everywhere, here too',
  'sessions.back': 'Back to your account',
  'sessions.done.one': 'That browser is signed out.',
  'sessions.done.others': 'You are signed out everywhere else.',
  'devices.title': 'Browsers that know you',
  'devices.why':
    "You signed in here by password. In these browsers, other people's wrong guesses do not make you wait.",
  'devices.why.face':
    "You signed in here by password. In these browsers your face may sign in, and other people's wrong guesses do not make you wait.",
  'devices.none': 'None yet. When you next sign in by password, that browser is remembered.',
  'devices.since': 'Known since {time}',
  'devices.used': 'Last sign-in by password {time}',
  'devices.forget': 'Forget',
  'devices.forget.all': 'Forget all',
  'devices.done.forgotten': 'Forgotten. Signing in by password makes a browser known again.',
  'reset.title': 'Set a new password',
  'reset.for': 'This link is for the account {name}.',
  'reset.effect': 'Every browser that is signed in to this account is signed out.',
  'reset.submit': 'Set this password',
  'reset.done': 'Your new password is set. Sign in with it.',
} as const;
