/**
 * A kiosk: looks all day, sends a frame when somebody may be there, shows what the server says. It works without a touch
 * after the first one, and comes back by itself from a lost network, a lost camera and a reload.
 */
import { openCamera, problemOf, takeFrame } from '../camera.js';
import { fillScreen, isFull, offerFull, stayAwake } from './awake.js';
import { attachLeave } from './leave.js';
import { Link, pause } from './link.js';
import { Motion } from './motion.js';
import { Screen } from './screen.js';

/** Remembers that somebody has started this kiosk: a reload goes on without a touch. */
const STARTED = 'kiosk-started';
/** Milliseconds between two tests whether the picture changes, and between two reports to the administrator. */
const MOTION_MS = 150;
const REPORT_MS = 30_000;
/** Milliseconds before a lost camera is opened again, and before a tablet that is no kiosk looks whether it is one. */
const CAMERA_MS = 5_000;
const GONE_MS = 30_000;

const video = document.querySelector('[data-video]');
const canvas = document.createElement('canvas');
const screen = new Screen();
const [link, motion] = [new Link(), new Motion()];
const offer = offerFull(document.querySelector('[data-full]'));
let stream = null;
let running = false;

function cameraRuns() {
  return stream?.active === true && stream.getVideoTracks().some((track) => track.readyState === 'live');
}

/** Opens the camera, however often it takes. A refusal is shown, and tried again: somebody may allow it meanwhile. */
async function withCamera() {
  while (running && !cameraRuns()) {
    try {
      stream = await openCamera(video);
      screen.quiet();
      void tell();
    } catch (error) {
      const problem = document.querySelector(`template[data-camera-problem="${problemOf(error)}"]`);
      const place = document.querySelector('[data-problem]');
      place.replaceChildren(problem.content.cloneNode(true));
      place.querySelector('[data-retry]')?.addEventListener('click', () => window.location.reload());
      document.body.dataset.state = 'problem';
      await pause(CAMERA_MS);
    }
  }
}

/** Waits for the next frame. An empty room waits long, but not for somebody who comes in. */
async function waitFor({ next, wake }) {
  const due = performance.now() + next;
  motion.moved(video);
  while (running && performance.now() < due) {
    await pause(wake ? Math.min(MOTION_MS, next) : due - performance.now());
    if (wake && motion.moved(video)) return;
  }
}

function visible() {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => document.addEventListener('visibilitychange', () => resolve(), { once: true }));
}

/** The tablet lost its key: whether another code gave it one shows when the page is opened again. */
async function gone() {
  running = false;
  for (const track of stream?.getTracks() ?? []) track.stop();
  screen.tell('gone');
  await pause(GONE_MS);
  window.location.reload();
}

async function watch() {
  while (running) {
    await visible();
    await withCamera();
    const frame = await takeFrame(video, canvas);
    const { data, state } = frame ? await link.ask('/kiosk/frame', { frame }) : {};
    if (!running) return;
    if (state === 'gone') return void gone();
    if (data) {
      screen.show(data);
      await waitFor(data);
    } else {
      if (state) screen.tell(state);
      await link.rest();
    }
  }
}

/** Tells the server how the tablet is, also while its camera does not run. */
async function tell() {
  const said = { full: isFull() ? 'yes' : 'no', camera: cameraRuns() ? 'yes' : 'no' };
  const { data, state } = await new Link().ask('/kiosk/here', said);
  if (state === 'gone' && running) return void gone();
  screen.name(data?.name);
  offer();
}

function start() {
  if (running) return;
  running = true;
  localStorage.setItem(STARTED, 'yes');
  screen.quiet();
  offer();
  void stayAwake();
  void watch();
}

document.addEventListener('visibilitychange', () => running && stayAwake());
document.querySelector('[data-start]').addEventListener('click', () => {
  void fillScreen().then(offer);
  start();
});
attachLeave(() => {
  running = false;
  localStorage.removeItem(STARTED);
});
if (localStorage.getItem(STARTED)) start();
void tell();
setInterval(tell, REPORT_MS);
