/** Whether the picture changes: a cheap test, so that an empty room costs the server next to nothing. */

const [WIDTH, HEIGHT] = [32, 24];
/** Least change of a pixel's green, 0 to 255, and how many of the 768 pixels must change. */
const CHANGE = 20;
const PIXELS = 16;

export class Motion {
  #context;
  #before = null;

  constructor() {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [WIDTH, HEIGHT];
    this.#context = canvas.getContext('2d', { willReadFrequently: true });
  }

  /** @returns {boolean} whether the picture differs from that of the last call. */
  moved(video) {
    if (video.videoWidth === 0) return false;
    this.#context.drawImage(video, 0, 0, WIDTH, HEIGHT);
    const { data } = this.#context.getImageData(0, 0, WIDTH, HEIGHT);
    const before = this.#before;
    this.#before = data;
    if (!before) return false;
    let changed = 0;
    for (let at = 1; at < data.length; at += 4) if (Math.abs(data[at] - before[at]) >= CHANGE) changed++;
    return changed >= PIXELS;
  }
}
