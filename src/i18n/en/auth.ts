/** The password again, faces that are off, devices, sessions, new passwords by link. */
export const auth = {
  'confirm.title': 'Confirm that it is you',
  'confirm.why':
    'What comes next needs your password, however you signed in. It counts for five minutes, in this browser only.',
  'confirm.submit': 'Continue',
  'confirm.give': 'Give my password',
  'account.face.off':
    'Since {date} your face does not sign in: too many attempts in a row were made in your name and not let in.',
  'account.face.off.do':
    'If that was not you, somebody tried to get in with your name or a picture of you; nobody did. Your password switches your face on again.',
  'account.face.on': 'Switch it on with my password',
  'face.device.title': 'Use your password here first',
  'face.device.text':
    'A face signs in only in a browser where you have signed in by password before. After that, your face works here too.',
} as const;
