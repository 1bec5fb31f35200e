/** The installed app without a connection. */
export const installed = {
  'installed.kiosk': '{name} kiosk',
  'offline.title': 'No connection to the server',
  'offline.why': 'The server compares your face, so signing in works only while it can be reached.',
  'offline.do': 'What to check',
  'offline.network': 'This device: is it in the right network, with Wi-Fi or mobile data on?',
  'offline.server': 'The server: if other pages open and this one does not, tell the person who runs it.',
  'offline.again': 'Try again',
  'offline.returns': 'This page goes on by itself when the server answers.',
} as const;
