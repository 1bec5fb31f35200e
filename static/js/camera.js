/** The camera itself: opens, lists, takes frames, closes. It knows nothing of the page but the video. */

/** Pixels that the page asks for. A camera may give others. */
const WIDTH = 640;
const HEIGHT = 480;
/** Quality of the posted JPEG: 40 to 90 KB at 640x480. */
const JPEG_QUALITY = 0.9;

/** Names of `getUserMedia`'s exceptions (W3C Media Capture and Streams 10.2.1), as the page words them. */
const PROBLEMS = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'none',
  OverconstrainedError: 'none',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

/** The camera problem of the page that explains an exception. */
export function problemOf(error) {
  if (!window.isSecureContext) return 'insecure';
  if (!navigator.mediaDevices?.getUserMedia) return 'old';
  return PROBLEMS[error?.name] ?? 'failed';
}

/**
 * Shows a camera in a video and waits for its first picture.
 * @param {HTMLVideoElement} video
 * @param {string} [deviceId] the front camera where it is left out.
 * @returns {Promise<MediaStream>} It rejects with what `problemOf` reads.
 */
export async function openCamera(video, deviceId) {
  const which = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: 'user' };
  const size = { width: { ideal: WIDTH }, height: { ideal: HEIGHT } };
  const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...which, ...size } });
  video.srcObject = stream;
  await video.play();
  return stream;
}

/** Switches the camera off: its light goes out. */
export function closeCamera(video, stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
  video.srcObject = null;
}

/** The cameras to choose from. The browser tells their names only once one is open. */
export async function listCameras() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter((device) => device.kind === 'videoinput');
}

/**
 * The picture of this moment as a JPEG, not mirrored.
 * @param {HTMLCanvasElement} [canvas] to draw on: whoever takes frames all day keeps one.
 * @returns {Promise<Blob | null>} null: no picture yet.
 */
export function takeFrame(video, canvas = document.createElement('canvas')) {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0) return Promise.resolve(null);
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d').drawImage(video, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY));
}

/** Mean luminance, 0 to 255, of the middle of the picture, where the face should be. */
export function brightness(video) {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [16, 16];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const { videoWidth: width, videoHeight: height } = video;
  context.drawImage(video, width / 4, height / 8, width / 2, (height * 3) / 4, 0, 0, 16, 16);
  const { data } = context.getImageData(0, 0, 16, 16);
  let sum = 0;
  for (let at = 0; at < data.length; at += 4) sum += 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2];
  return sum / (data.length / 4);
}
