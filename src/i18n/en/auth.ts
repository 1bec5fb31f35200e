/** The password again. */
export const auth = {
  'confirm.title': 'Confirm that it is you',
  'confirm.why':
    'What comes next needs your password, however you signed in. It counts for five minutes, in this browser only.',
  'confirm.submit': 'Continue',
  'confirm.give': 'Give my password',
} as const;
