/** Enrollment: hints before the clip, three seconds of frames with the ring as progress, then one upload. */
import { brightness, takeFrame } from './camera.js';
import { Card } from './card.js';
import { attachPictures } from './uploads.js';

const FRAMES = 24;
const CLIP_MS = 3000;
/** Milliseconds between two looks at the light before the clip. */
const LOOK_MS = 500;
/** Mean luminance below and above which the server is sure to refuse. */
const DARK = 45;
const BRIGHT = 225;

const root = document.querySelector('[data-camera="enroll"]');
const clip = root.querySelector('[data-clip]');
const record = root.querySelector('[data-record]');
let frames = [];
let looking = 0;
let recording = 0;

const card = new Card(root, {
  opened() {
    record.disabled = false;
    looking = setInterval(look, LOOK_MS);
    look();
  },
  closed() {
    clearInterval(looking);
    recording++;
  },
});

function look() {
  const light = brightness(card.video);
  card.showHint(card.text(light < DARK ? 'too-dark' : light > BRIGHT ? 'too-bright' : 'ready'));
}

async function recordClip() {
  record.disabled = true;
  clearInterval(looking);
  card.setState('recording');
  card.showHint(card.text('recording'));
  const mine = ++recording;
  frames = [];
  const start = performance.now();
  for (let index = 0; index < FRAMES; index++) {
    const due = start + (index * CLIP_MS) / (FRAMES - 1);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    // The person stopped or chose another camera in the middle of the clip.
    if (mine !== recording) return;
    const frame = await takeFrame(card.video);
    if (frame) frames.push(frame);
    card.setProgress((index + 1) / FRAMES);
  }
  card.switchOff();
  card.setState('busy');
  card.clearHint();
  window.htmx.trigger(clip, 'clip-recorded');
}

attachPictures('data-clip', async () => frames);

document.addEventListener('htmx:after:swap', () => {
  if (root.dataset.state !== 'busy') return;
  frames = [];
  card.setState(card.result.querySelector('[data-enrolled]') ? 'done' : 'result');
  card.result.querySelector('[tabindex]')?.focus();
});

// The network failed, or the server's answer never came.
document.addEventListener('htmx:error', () => {
  if (root.dataset.state === 'busy') card.showEnd(root.querySelector('template[data-end="lost"]'));
});

function stop() {
  card.switchOff();
  card.setProgress(0);
  card.clearHint();
  card.setState('idle');
  root.querySelector('[data-camera-open]').focus();
}

record.addEventListener('click', recordClip);
root.querySelector('[data-camera-stop]').addEventListener('click', stop);
document.addEventListener('visibilitychange', () => document.hidden && card.isOpen && stop());
window.addEventListener('pagehide', () => card.switchOff());
