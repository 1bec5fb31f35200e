/** The set-up of the first administrator, and the administrator's pages. */
export const admin = {
  'nav.admin': 'Admin',
  'setup.title': 'Set this server up',
  'setup.lead': 'Nobody looks after this server yet. Whoever can read its console can become its administrator.',
  'setup.code': 'Set-up code',
  'setup.code.hint': 'Printed when the server starts: four groups of five letters and digits.',
  'setup.code.wrong':
    'This is not the code, or it has been used or has run out. The server prints a new one whenever it starts.',
  'setup.lift': 'Your account {name} becomes the administrator.',
  'setup.submit': 'Become the administrator',
  'setup.have-account': 'You have an account here already?',
  'admin.nav': 'Pages for administrators',
  'admin.overview': 'Overview',
  'admin.count.people': 'People',
  'admin.count.enrolled': 'with a face enrolled',
  'admin.count.disabled': 'disabled',
  'admin.count.admins': 'administrators',
  'admin.count.sessions': 'open sessions',
  'admin.count.accepted': 'face sign-ins in 24 hours',
  'admin.count.refused': 'attempts without, in 24 hours',
} as const;
