/** The administrator's self-test: a camera session for each try, judged by the server as it judges a sign-in. */
import { CameraSession } from './camera-session.js';

/**
 * Milliseconds without an end after which the camera closes. The server ends a try after 30 s and says so with the
 * next frame. This limit is for a server that does not answer.
 */
const GIVE_UP_MS = 40_000;

const root = document.querySelector('[data-camera="trial"]');

/** What is before the camera. Enter in it starts a try, as a form's button would. */
const kindForm = document.querySelector('#trial-kind');
kindForm.addEventListener('submit', (event) => {
  event.preventDefault();
  root.querySelector('[data-camera-open]').click();
});

new CameraSession(root, { limitMs: GIVE_UP_MS, mayOpen: () => kindForm.reportValidity() });
