/**
 * Imports a file of people row by row, each with its photos: two rows at a time, so that both workers have one, and
 * sign-ins go ahead of them. The photos stay files of the browser until their row is sent.
 */

const AT_ONCE = 2;
/** Bytes of the photos of one request, at most. The server takes 16 MB (`http/body/capture.ts`). */
const MOST_BYTES = 15 * 1_048_576;
/** Bytes of one photo, at most (`api/http/pictures.ts`). */
const PHOTO_BYTES = 5 * 1_048_576;
/** Tries of one row while the server is busy. */
const TRIES = 30;

const form = document.querySelector('[data-import]');
const live = document.querySelector('[data-import-live]');
const find = (name) => live.querySelector(`[data-import-${name}]`);
const [said, problem, bar, stop, on, file] = ['said', 'problem', 'progress', 'stop', 'on', 'file'].map(find);

for (const part of document.querySelectorAll('[data-import-photos]')) part.hidden = false;

/** The run that the page shows. `next`: the first row that nobody has begun. */
let run;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? 0);

function ask(path, body) {
  const headers = { Accept: 'application/json', 'Form-Owner': document.body.dataset.owner };
  return fetch(`${form.action}/${path}`, { method: 'POST', body, headers });
}

/** Says why it does not go on. A link opens beside this page, which keeps the chosen files. */
function showProblem({ message, action } = {}) {
  problem.replaceChildren();
  if (!message) return;
  const box = document.createElement('p');
  box.className = 'field-error';
  box.append(message);
  if (action) {
    const link = document.createElement('a');
    Object.assign(link, { href: action.href, target: '_blank', textContent: action.label });
    box.append(' ', link);
  }
  problem.append(box);
}

/** An error that the page shows, with the way on. */
class Refused extends Error {
  constructor(error) {
    super(error.message);
    this.error = error;
  }
}

async function answerOf(response) {
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  throw new Refused(body.error ?? { message: said.dataset.lost });
}

/** Sends one request, again after a while where the server is busy. */
async function send(body) {
  for (let tries = 1; ; tries++) {
    const response = await ask('row', body);
    const wait = Number(response.headers.get('Retry-After'));
    if (tries === TRIES || !wait || ![429, 503].includes(response.status)) return answerOf(response);
    await new Promise((resolve) => setTimeout(resolve, wait * 1000));
  }
}

/** The photos of a row in pieces that fit a request. Mostly there is one. */
function pieces(names, photos) {
  const all = [[]];
  let bytes = 0;
  for (const name of names) {
    const photo = photos.get(name);
    const size = photo && photo.size <= PHOTO_BYTES ? photo.size : 0;
    if (bytes + size > MOST_BYTES) {
      all.push([]);
      bytes = 0;
    }
    bytes += size;
    all.at(-1).push({ name, photo });
  }
  return all;
}

function bodyOf({ row }, photos, { act, chosen }) {
  const body = new FormData();
  body.append('row', JSON.stringify(row));
  body.append('act', act);
  for (const { name, photo } of photos) {
    if (!photo) {
      if (chosen) body.append('absent', name);
    } else if (photo.size > PHOTO_BYTES) body.append('large', name);
    else body.append('photo', photo, name);
  }
  return body;
}

function tell() {
  const { done, items, counts } = run;
  bar.max = items.length;
  bar.value = done;
  said.textContent = fill(said.dataset.progress, { done, total: items.length, refused: counts.refused });
}

/** Puts the row into the table, and into the file. */
function note({ line, html, csv, refused, counts }) {
  run.done++;
  run.lines.set(line, csv);
  for (const [name, count] of Object.entries(counts)) run.counts[name] = (run.counts[name] ?? 0) + count;
  const part = document.createElement('template');
  part.innerHTML = html;
  find(refused ? 'refused' : 'others').append(part.content);
  tell();
}

async function importItem(item) {
  if (item.result) return note(item.result);
  let result;
  for (const photos of pieces(item.photos, run.photos)) result = await send(bodyOf(item, photos, run));
  note(result);
}

/** Takes one row after the other, until all are done or somebody stops. */
async function work(mine) {
  while (!mine.stopped) {
    const item = mine.left.shift();
    if (!item) return;
    try {
      await importItem(item);
    } catch (error) {
      // The row goes on with "go on". It is written whole or not at all.
      mine.left.unshift(item);
      mine.stopped = true;
      showProblem(error instanceof Refused ? error.error : { message: said.dataset.lost });
    }
  }
}

function offerFile() {
  const lines = [...run.lines].sort(([one], [other]) => one - other).map(([, csv]) => csv);
  URL.revokeObjectURL(file.href);
  file.href = URL.createObjectURL(new Blob([run.start, ...lines], { type: 'text/csv' }));
  file.hidden = false;
}

function setRunning(running) {
  for (const button of form.querySelectorAll('button')) button.disabled = running;
  stop.hidden = bar.hidden = !running;
  if (running) on.hidden = true;
}

async function goOn() {
  const mine = run;
  mine.stopped = false;
  showProblem();
  setRunning(true);
  tell();
  await Promise.all(Array.from({ length: AT_ONCE }, () => work(mine)));
  setRunning(false);
  on.hidden = mine.left.length === 0;
  offerFile();
  const counted = [said.dataset.counts, said.dataset.photos].map((text) => fill(text, mine.counts));
  const ending = mine.left.length > 0 ? [said.dataset.stopped] : [mine.said];
  said.textContent = [...counted, ...ending].filter(Boolean).join('\n');
}

async function start(act) {
  const chosen = [...document.getElementById('photos').files];
  const photos = new Map(chosen.map((one) => [one.name.normalize('NFC'), one]));
  const title = find('title');
  live.hidden = false;
  title.textContent = act === 'check' ? title.dataset.dry : title.dataset.real;
  for (const part of ['refused', 'others']) find(part).replaceChildren();
  said.textContent = said.dataset.reading;
  file.hidden = on.hidden = stop.hidden = true;
  bar.hidden = false;
  bar.removeAttribute('value');
  showProblem();
  try {
    const { items, start: first, said: note } = await answerOf(await ask('rows', new FormData(form)));
    const state = { act, photos, chosen: chosen.length > 0, items, left: [...items] };
    run = { ...state, start: first, said: note, done: 0, counts: {}, lines: new Map() };
    await goOn();
  } catch (error) {
    said.textContent = '';
    bar.hidden = true;
    showProblem(error instanceof Refused ? error.error : { message: said.dataset.lost });
  }
}

form.addEventListener('submit', (event) => {
  // Without a file the server answers with the field's error.
  if (form.elements.file.files.length === 0) return;
  event.preventDefault();
  for (const shown of document.querySelectorAll('.error-summary, [aria-labelledby="report-title"]')) shown.remove();
  void start(event.submitter?.value ?? 'import');
});
stop.addEventListener('click', () => {
  run.stopped = true;
});
on.addEventListener('click', () => void goOn());
