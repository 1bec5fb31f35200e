/** The privacy notice, the copy of a person's data, the receipt of a removal. */
export const privacy = {
  'footer.privacy': 'Privacy',
  'privacy.title': 'Privacy',
  'privacy.lead': 'What this server does with your data. This page is made from the current settings of the server.',
  'privacy.who': 'Who is responsible',
  'privacy.who.named': 'This server is run by {operator}.',
  'privacy.who.unnamed': 'This server is run by the person or organisation who gave you its address. Ask them.',
  'privacy.camera': 'What happens with your face',
  'privacy.camera.text':
    'The camera opens only when you press its button. Your browser sends pictures to this server, which looks at them in memory and forgets them at once. No picture is written to a disk, here or elsewhere.',
  'privacy.recognizer.embedding':
    'Two neural networks on this server turn a picture of your face into 704 numbers. They are compared with the numbers of the people who enrolled.',
  'privacy.recognizer.lbph':
    'Brightness patterns of your face are counted on this server (LBPH) and compared with those of the people who enrolled.',
  'privacy.recognizer.custom':
    'A neural network that the operator chose turns a picture of your face into numbers on this server. They are compared with those of the people who enrolled.',
  'privacy.liveness.challenge':
    'To see that you are not a picture, the server asks for movements of the head and follows them.',
  'privacy.liveness.passive': 'Two more networks look for screens and prints held before the camera.',
  'privacy.liveness.none': 'The server does not check whether a person or a picture is before the camera.',
  'privacy.camera.decision':
    'Whether it is you is decided by the program alone. You never depend on that: your password always works, and a face is never needed.',
  'privacy.stored': 'What is stored, and for how long',
  'privacy.kept': 'Kept: {how}',
  'privacy.kept.account': 'until you delete your account.',
  'privacy.kept.days': '{days} days.',
  'privacy.kept.always': 'without a time limit.',
  'privacy.face': 'Your face',
  'privacy.face.text':
    'Only if you enroll: numbers that describe your face, up to {count} sets for each way of comparing, encrypted (AES-256-GCM). To sign you in here, and for nothing else.',
  'privacy.face.kept': 'until you remove your face or delete your account.',
  'privacy.face.kept.unused':
    'until you remove your face, delete your account, or have not signed in with your face for {days} days.',
  'privacy.consent': 'Your consent',
  'privacy.consent.text': 'Which text you agreed to, and when. To prove that you did.',
  'privacy.consent.kept': 'as long as your face, and in the record of events.',
  'privacy.account': 'Your account',
  'privacy.account.text': 'User name, display name, and a hash of your password from which it cannot be read.',
  'privacy.profile': 'Your profile',
  'privacy.profile.text': 'What you wrote about yourself, and your picture. Everything there is up to you.',
  'privacy.profile.kept': 'until you change it or delete your account.',
  'privacy.sessions': 'Where you are signed in',
  'privacy.sessions.text':
    'For each browser: its name, its network address, and when and how you signed in. You can see this list and end each session.',
  'privacy.sessions.kept': 'until you sign out, at most {days} days, and {idle} days without a visit.',
  'privacy.devices': 'Browsers that are known',
  'privacy.devices.text':
    'The name, network address and time of each browser in which you signed in with your password. In these browsers other people’s guesses do not slow you down.',
  'privacy.devices.kept':
    'until you let the server forget it or delete your account, at most a year after the last sign-in there.',
  'privacy.passkeys': 'Passkeys',
  'privacy.passkeys.text':
    'If you have some: their public keys and names, when they were used, and hashes of your recovery codes.',
  'privacy.applications': 'Groups and applications',
  'privacy.applications.text':
    'The groups you are in, and which applications you may open. An application that you open learns your user name, your name, your e-mail address if you gave one, and your groups.',
  'privacy.applications.kept': 'until an administrator changes it, or you delete your account.',
  'privacy.told': 'What other programs are told',
  'privacy.told.text':
    'The operator can have other programs told that you registered, changed your name, signed in, enrolled or removed a face, or deleted your account. They learn your user name and your name, no picture and no measured value. “Download my data” lists what they were told.',
  'privacy.told.kept': '30 days; one day after you delete your account. What the other programs keep is up to them.',
  'privacy.passkeys.kept': 'until you remove them or delete your account.',
  'privacy.attendance': 'Your attendance, where a kiosk writes it down',
  'privacy.attendance.text':
    'When a kiosk recognised you, whether you came or left, and what an administrator corrected, with the reason.',
  'privacy.attempts': 'Sign-in attempts by face',
  'privacy.attempts.text':
    'When it was, how it ended, whom it was about if that is known, and measured values such as the score. No picture. This shows why a sign-in failed, and reveals attacks. A keyed fingerprint of each picture is kept for 24 hours, to recognise a recording that is played again.',
  'privacy.audit': 'Record of events',
  'privacy.audit.text':
    'Sign-ins, changes of the password, enrollments, removals, and what administrators did with your account. To find misuse.',
  'privacy.audit.kept.days': '{days} days. When you delete your account, a random name replaces yours at once.',
  'privacy.audit.kept.always':
    'without a time limit. When you delete your account, a random name replaces yours at once.',
  'privacy.guessing': 'Failed tries',
  'privacy.guessing.text':
    'How many tries failed in a row from a network address, in a browser, or for a name (as a hash). To slow guessing down.',
  'privacy.guessing.kept': '24 hours after the last one.',
  'privacy.place': 'Where your data are, and who can see them',
  'privacy.place.embedded': 'All of them are in a database inside this server.',
  'privacy.place.postgres': 'All of them are in a PostgreSQL database that the operator runs for this server.',
  'privacy.place.key.file':
    'The key that encrypts the face data is in a file of its own beside the database. Whoever has only a copy of the database cannot read face data.',
  'privacy.place.key.given':
    'The key that encrypts the face data is kept apart from the database. Whoever has only a copy of the database cannot read face data.',
  'privacy.place.admin':
    'Administrators see names, sign-in attempts with their measured values, and the record of events. They see no picture of you but the one in your profile, and no face data.',
  'privacy.place.operator':
    'Whoever runs the machine can read everything on it, and its backups. Backups may hold what you deleted until they are replaced.',
  'privacy.place.nobody': 'Nothing is sent to anybody else. There is no advertising, no statistics service, no cloud.',
  'privacy.cookies': 'Cookies',
  'privacy.cookies.text': 'Only what signing in needs. None of them is read by anybody else.',
  'privacy.cookie.session': 'You are signed in. Until you sign out, at most 90 days.',
  'privacy.cookie.device': 'This browser is known. One year.',
  'privacy.cookie.attempt': 'One sign-in by face. Until the browser closes.',
  'privacy.cookie.pending': 'A sign-in that waits for your passkey. Five minutes.',
  'privacy.cookie.ceremony': 'One use of a passkey. Five minutes.',
  'privacy.cookie.reset': 'You opened a link to set a new password. Half an hour.',
  'privacy.cookie.handoff': 'This browser uses the camera of a phone. Until the browser closes.',
  'privacy.cookie.phone': 'This phone is the camera of another browser. Until the browser closes.',
  'privacy.cookie.locale': 'The language that you chose. One year.',
  'privacy.cookie.way': 'Whether you last signed in by face or by password. One year.',
  'privacy.cookie.kiosk': 'The key of a tablet that an administrator registered as a kiosk. 400 days.',
  'privacy.rights': 'What you can do',
  'privacy.rights.copy': 'Download a copy of your data',
  'privacy.rights.correct': 'Correct your profile',
  'privacy.rights.face': 'Remove your face, at once and with a receipt',
  'privacy.rights.delete': 'Delete your account with everything that belongs to it',
  'privacy.rights.consent':
    'You may withdraw your consent at any time by removing your face. What was done before stays lawful.',
  'privacy.rights.complain':
    'You may ask whoever runs this server about anything on this page, and complain to the data protection authority of your country.',
  'account.privacy': 'Your data',
  'account.privacy.text': 'See what is stored about you, and take a copy of it with you.',
  'account.privacy.data': 'Your data',
  'account.privacy.notice': 'Privacy notice',
  'data.title': 'Your data',
  'data.lead':
    'Take a copy of everything that this server stores about you: one JSON file that people and programs can read.',
  'data.holds': 'What the file holds',
  'data.holds.account': 'Your account and your profile, with your picture.',
  'data.holds.access': 'Where you are signed in, known browsers, and your passkeys (without their keys).',
  'data.holds.face':
    'When you enrolled, your consent, and how many sets of numbers are stored. The numbers themselves stay here: whoever found them in a file could misuse them.',
  'data.holds.record': 'Your sign-in attempts and the record of events.',
  'data.careful': 'Keep the file where only you can read it.',
  'data.submit': 'Download my data',
  'data.receipts': 'Receipts',
  'data.receipts.none': 'When you remove your face, its receipt appears here.',
  'data.receipt': 'Face removed on {time}',
  'receipt.title': 'Receipt',
  'receipt.done': 'Your face was removed.',
  'receipt.lead': 'This is your receipt. To keep it, print this page or save it as a file.',
  'receipt.number': 'Receipt number',
  'receipt.at': 'Deleted at',
  'receipt.account': 'Account',
  'receipt.server': 'Server',
  'receipt.what': 'Deleted',
  'receipt.what.text': 'All face data: {count} encrypted templates ({recognizers})',
  'receipt.enrolled': 'Enrolled at',
  'receipt.consent': 'Consent',
  'receipt.consent.text': 'Text {version}, given {time}',
  'receipt.why': 'Reason',
  'receipt.why.asked': 'You asked for it.',
  'receipt.why.administrator': 'An administrator removed it.',
  'receipt.why.unused': 'Nobody had signed in with this face for a long time.',
  'receipt.backups': 'Older backups may still hold it, encrypted, until they are replaced.',
  'receipt.print': 'Print',
  'receipt.save': 'Save as a file',
} as const;
