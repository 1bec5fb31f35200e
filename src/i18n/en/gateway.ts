/** What the gateway says to people who do not get to their application. */
export const gateway = {
  'gateway.refused.person.title': 'This application is not for you',
  'gateway.refused.person.why':
    'You are signed in, but {name} is meant for other people. Ask your administrator to let you in.',
  'gateway.refused.off.title': '{name} is switched off',
  'gateway.refused.off.why': 'An administrator has switched it off. Try again later, or ask your administrator.',
  'gateway.refused.unknown.title': 'No application has this address',
  'gateway.refused.unknown.why':
    'The proxy asks for a sign-in here, but no application is set up for this address. An administrator can add it under “Applications”.',
  'gateway.refused.no-forward-auth.title': '{name} is not set up for this',
  'gateway.refused.no-forward-auth.why':
    'The proxy asks for a sign-in, but forward auth is off for this application. An administrator can turn it on.',
  'gateway.refused.plain-http.title': 'This address is not safe',
  'gateway.refused.plain-http.why':
    'It is plain http, and a sign-in there could be read on the way. Open the application by https.',
  'gateway.refused.path.title': 'This address cannot be read',
  'gateway.refused.path.why': 'It can be read in several ways, or in none. Go to the front page of the application.',
  'gateway.refused.proxy.title': 'The proxy is not set up right',
  'gateway.refused.proxy.why':
    'It asks for a sign-in in a way that this server does not understand or does not trust. Tell your administrator: the log says what is wrong.',
  'gateway.ticket.title': 'The sign-in did not reach the application',
  'gateway.ticket.why':
    'The way back was used before, took too long, or belongs to another browser. Begin again. If that does not help, allow cookies for this address.',
  'gateway.ticket.again': 'Begin again',
  'gateway.open.title': 'This link leads nowhere',
  'gateway.open.why': 'No application of this server has this address. Open the application itself.',
  'gateway.log-out.title': 'Sign out',
  'gateway.log-out.why': 'This signs you out of FaceLogin, and of every application that you opened with this browser.',
  'gateway.log-out.do': 'Sign out everywhere',
  'gateway.log-out.done': 'You are signed out',
  'gateway.log-out.done.why': 'Nobody is signed in any more, in this browser, to any application.',
  'gateway.onward': 'On to {name} …',
  'gateway.other-account': 'Use another account',
  'gateway.to-application': 'To the application',
  'gateway.to-facelogin': 'To FaceLogin',
  'gateway.sign-in': 'Sign in first.',
} as const;
