/** Layout, navigation, home, and the frame of error pages. */
export const common = {
  'app.name': 'FaceLogin',
  'nav.label': 'Main',
  'nav.skip': 'Skip to the content',
  'nav.sign-in': 'Sign in',
  'nav.register': 'Register',
  'nav.account': 'Your account',
  'nav.sign-out': 'Sign out',
  'footer.about': 'FaceLogin runs on this server. What the camera sees never leaves it and is not kept.',
  'insecure.banner':
    'This address is not secure, so your browser does not open the camera and nobody can sign in here. Open the https address instead.',
  'insecure.title': 'Open the secure address',
  'insecure.why':
    'You opened {host} without encryption. Browsers open the camera only on secure addresses, and somebody could read a password that is sent this way.',
  'insecure.do': 'What to do',
  'insecure.open': 'Open {url}',
  'insecure.ask':
    'Ask the person who runs this server for its https address. If that is you: start the Caddy that comes with FaceLogin. It provides one.',
  'insecure.local': 'On the machine that runs the server itself, localhost works as it is.',
  'https-lost.banner':
    'The server does not learn from the proxy in front of it that you came by https, so nobody can sign in here yet.',
  'https-lost.title': 'This site is not set up completely',
  'https-lost.why':
    'You opened {host} by https, and nothing is wrong with your browser. But the proxy in front of the server does not tell it so, and the server lets nobody sign in over a connection that may not be encrypted.',
  'https-lost.ask':
    'Tell the person who runs this server. If that is you: {command} and the server’s log name the header or the setting that is missing, and the line to add.',
  'https-lost.again': 'Try again',
  'prefix.banner':
    'This site was put below the path {prefix}, where FaceLogin does not work: its pictures, styles and links begin at the root. Tell the person who runs this server.',
  'error.home': 'To the front page',
  'error.again': 'Try again',
  'error.open-again': 'Open this page again',
  'error.lost': 'The server did not answer. Check your connection, then try again.',
  'error.typed': 'What you typed is kept on this page, except passwords and files. You can send it again.',
  'error.typed.first':
    'What you typed is kept on this page, except passwords and files. “{first}” opens in another tab. After that, come back here and send it again.',
  'error.typed.other':
    'What you typed is kept on this page, except passwords and files. To save it, sign in to the account that it is for in another tab. After that, come back here and send it again.',
  'error.typed.send': 'Send it again',
  'error.request-id': 'If you ask for help, give this number:',
  'form.problem': 'Please look at these fields again',
  'form.optional': '(optional)',
  'form.show-password': 'Show',
  'form.hide-password': 'Hide',
  'form.cancel': 'Cancel',
  'home.title': 'Sign in with your face, on your own server',
  'home.lead':
    'Look into the camera of any browser and you are in. Your face is stored as encrypted numbers on this server only, and your password always works too.',
  'home.how': 'How it works',
  'home.step.register': 'Register with a user name and a password.',
  'home.step.enroll': 'Enter your password once more and show your face for three seconds.',
  'home.step.sign-in': 'From then on, open the camera on the sign-in page and look at it.',
  'home.welcome': 'Hello, {name}',
} as const;
