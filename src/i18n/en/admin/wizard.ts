/** The steps after the first administrator is made. */
export const wizard = {
  'wizard.title': 'Set-up, step by step',
  'wizard.lead': 'Five short steps. Skip what you like: you find each of them here again.',
  'wizard.finished': 'All steps are done. Invite people, or open an application next.',
  'wizard.left': 'Finish set-up: {done} of {all} steps',
  'wizard.left.next': 'Go on: {step}',
  'wizard.left.all': 'All steps',
  'wizard.left.leave': 'Do not show this again',
  'wizard.progress': '{done} of {all} steps are done',
  'wizard.state.done': 'done',
  'wizard.state.skipped': 'skipped',
  'wizard.state.open': 'to do',
  'wizard.save': 'Save and go on',
  'wizard.next': 'Go on',
  'wizard.skip': 'Skip this step',
  'wizard.fixed': '{name} is set where the server starts: {value}. There is nothing to choose here.',

  'wizard.step.language': 'Language',
  'wizard.language.lead':
    'In which language do people see this site, until they choose another one at the top of the page?',

  'wizard.step.registration': 'Who may register',
  'wizard.registration.lead': 'An account is needed before a face can be enrolled. You can change this at any time.',
  'wizard.registration.invite': 'You make invitation links under “People”.',

  'wizard.step.networks': 'Liveness networks',
  'wizard.networks.lead':
    'Two small networks see whether a face is on a screen. With them, the server stops more recordings. They are fetched once and stay on this server.',
  'wizard.networks.from': 'Two files, {size} MB together, from {from}. No picture and nothing about you is sent.',
  'wizard.networks.off': 'At present nothing is checked (FACELOGIN_LIVENESS is off), so the networks are not used.',
  'wizard.networks.fetch': 'Fetch the networks',
  'wizard.networks.again': 'Try again',
  'wizard.networks.running': 'Fetching: {done} of {all} MB',
  'wizard.networks.running.label': 'Download of the networks',
  'wizard.networks.leave': 'You may leave this page: the download goes on.',
  'wizard.networks.refresh': 'How far is it?',
  'wizard.networks.there': 'The networks are on this server, and faces are looked at with them.',
  'wizard.networks.there.unused': 'The networks are on this server.',
  'wizard.networks.failed':
    'The networks could not be fetched. What is here by now is kept, and another try goes on from there.',
  'wizard.networks.by-hand': 'This machine has no way out?',
  'wizard.networks.by-hand.text':
    'Download the two files on another machine and copy them into this folder. Then open this page again.',
  'wizard.networks.file': 'File',
  'wizard.networks.hash': 'SHA-256',
  'wizard.networks.folder': 'Folder',

  'wizard.step.address': 'Address and HTTPS',
  'wizard.address.lead':
    'Browsers open a camera on https addresses only, and on this machine itself. These checks look at how you came here.',
  'wizard.address.checking': 'Check the address',
  'wizard.address.again': 'Check again',
  'wizard.address.opened': 'You opened {opened}, which is the address of this server.',
  'wizard.address.other':
    'You opened {opened}, but this server takes {publicUrl} for its address. If people are to open yours, set:',
  'wizard.address.secure': 'Your browser came by https: cameras open.',
  'wizard.address.local':
    'Your browser is on this machine, so its camera opens without https. From any other machine it does not.',
  'wizard.address.insecure': 'Your browser came by plain http: no camera opens, and nobody signs in.',
  'wizard.address.write': 'How to get https',
  'wizard.address.write.text':
    'Give the server a name that the other machines know, and start it and Caddy like this. For an address on the internet, also set FACELOGIN_TLS to your e-mail address.',
  'wizard.address.write.own': 'With a proxy of your own, write what the checks above name.',

  'wizard.step.sign-in': 'Try your own face',
  'wizard.sign-in.lead': 'Enroll your face and sign in with it once, as everybody else will.',
  'wizard.sign-in.enroll': 'Enroll my face',
  'wizard.sign-in.enrolled':
    'Your face is enrolled. Now sign in with it: you come back here, and give your password once more.',
  'wizard.sign-in.try': 'Sign in with my face',
  'wizard.sign-in.done': 'It works: your face signed you in, {at}.',
  'wizard.sign-in.fool': 'Then try to fool the camera: the self-test shows what this server stops.',

  'enroll.done.next': 'Go on',
} as const;
