/**
 * Lies over the video: dims what is outside the oval, and shows the progress on its outline.
 * A square of 400 units of which a 4:3 or 3:4 card shows the middle 300, so that one oval serves both.
 * The script sets `stroke-dashoffset` of `[data-ring]` to 100 (nothing) … 0 (closed).
 */
const OVAL = 'M200 74a92 126 0 1 1-.01 0z';

export function CameraOval() {
  return (
    <svg class="camera-oval" viewBox="0 0 400 400" preserveAspectRatio="xMidYMid slice" fill="none" aria-hidden="true">
      <path class="camera-dim" fill-rule="evenodd" d={`M-400-400h1200v1200h-1200z${OVAL}`} />
      <path class="camera-track" d={OVAL} />
      <path class="camera-ring" data-ring d={OVAL} pathLength={100} stroke-dasharray="100" stroke-dashoffset="100" />
    </svg>
  );
}
