/** Layout, navigation, home. */
export const common = {
  'app.name': 'FaceLogin',
  'nav.sign-in': 'Sign in',
  'nav.register': 'Register',
  'nav.account': 'Your account',
  'nav.sign-out': 'Sign out',
} as const;
