/**
 * Makes a chosen picture smaller before it is sent: a phone takes pictures of 10 MB, and the server keeps a square of
 * 512 pixels. What the browser cannot decode goes to the server as it is, unless it is too large there.
 */

/** Pixels of the shorter side that are sent: the server cuts its square out of them. */
const SIDE = 1024;
/** Pixels of the longer side, at most: of a panorama. */
const LONGEST = 4096;
const JPEG_QUALITY = 0.9;
/** Types that the server takes. The browser may decode more, such as a phone's HEIC. */
const TAKEN = ['image/jpeg', 'image/png', 'image/webp'];

const input = document.querySelector('[data-picture]');
const tooLarge = document.querySelector('[data-picture-too-large]');
let working = null;

/** @returns {Promise<Blob>} the picture with that many pixels; a canvas keeps what is transparent only in a PNG. */
function draw(bitmap, scale, type) {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, type, JPEG_QUALITY));
}

/** The picture to send in place of the chosen one; null: the chosen one itself. */
async function smaller(file) {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (!bitmap) return null;
  const { width, height } = bitmap;
  const scale = Math.min(1, SIDE / Math.min(width, height), LONGEST / Math.max(width, height));
  const fits = scale === 1 && TAKEN.includes(file.type) && file.size <= Number(input.dataset.bytes);
  const type = file.type === 'image/png' || file.type === 'image/webp' ? 'image/png' : 'image/jpeg';
  const blob = fits ? null : await draw(bitmap, scale, type);
  bitmap.close();
  return blob && new File([blob], file.name, { type });
}

function replace(file) {
  const chosen = new DataTransfer();
  chosen.items.add(file);
  input.files = chosen.files;
}

async function take(file) {
  const made = await smaller(file);
  // Another picture was chosen meanwhile.
  if (input.files[0] !== file) return;
  if (made) replace(made);
  tooLarge.hidden = input.files[0].size <= Number(input.dataset.bytes);
  if (!tooLarge.hidden) input.value = '';
}

input.addEventListener('change', () => {
  tooLarge.hidden = true;
  const [file] = input.files;
  const mine = file ? take(file) : null;
  working = mine;
  mine?.finally(() => {
    if (working === mine) working = null;
  });
});

// The form is sent before the picture is ready: it waits.
input.form.addEventListener('submit', async (event) => {
  if (!working) return;
  event.preventDefault();
  await working;
  if (tooLarge.hidden) input.form.requestSubmit(event.submitter);
});
