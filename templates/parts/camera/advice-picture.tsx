/**
 * Two small pictures of the camera's frame, side by side: how it was, and how it should look. Decoration, since the
 * words beside it say the same. The style sheet colours both for light and dark.
 */
import type { Child } from 'hono/jsx';
import type { Problem } from '../../../src/biometrics/observation.ts';

type HeadProps = {
  /** Middle of the head in a frame of 96 x 72 units. */
  x?: number;
  y?: number;
  /** Size; 1 fills the oval. */
  size?: number;
  /** How far the face looks to a side, in units. */
  turned?: number;
};

/** A head as a few lines. */
function Head({ x = 48, y = 37, size = 1, turned = 0 }: HeadProps) {
  return (
    <g transform={`translate(${x} ${y}) scale(${size})`} stroke-width={(2.4 / size).toFixed(1)}>
      <ellipse class="advice-face" rx="16" ry="21" />
      <path d={`M${-6 + turned}-4v.1M${6 + turned}-4v.1`} />
      <path d={`M${turned * 1.3}-2l${turned < 0 ? -2 : 2} 7h${turned < 0 ? 2 : -2}`} />
      <path d={`M${-6 + turned} 11q6 4 12 0`} />
    </g>
  );
}

/** The camera's frame at `x` of the picture. The nested drawing cuts off what is outside of it. */
function Frame({ x, name, children }: { x: number; name: string; children?: Child }) {
  return (
    <svg class={name} x={x} y="2" width="96" height="72" viewBox="0 0 96 72" aria-hidden="true">
      <rect class="advice-ground" width="96" height="72" rx="8" />
      {children}
      <rect class="advice-edge" x="1" y="1" width="94" height="70" rx="7" />
    </svg>
  );
}

function Oval() {
  return <ellipse class="advice-oval" cx="48" cy="37" rx="22" ry="28" />;
}

/** A lamp, or the sun, at the upper left corner. */
function Light({ size = 1 }: { size?: number }) {
  return (
    <g class="advice-light" transform={`translate(15 15) scale(${size})`}>
      <circle r="4.500" />
      <path d="M0-8v-3M0 8v3M-8 0h-3M8 0h3M5.700-5.700l2-2M-5.700 5.700l-2 2M5.700 5.700l2 2M-5.700-5.700l-2-2" />
    </g>
  );
}

/** How it was. */
const WRONG: Record<Problem, () => Child> = {
  'no-face': () => <Oval />,
  'several-faces': () => (
    <>
      <Head x={30} size={0.85} />
      <Head x={68} size={0.85} />
    </>
  ),
  'too-far': () => (
    <>
      <Oval />
      <Head size={0.4} />
    </>
  ),
  'too-close': () => <Head size={2.3} y={40} />,
  'off-centre': () => (
    <>
      <Oval />
      <Head x={88} />
    </>
  ),
  'too-dark': () => <Head />,
  'too-bright': () => (
    <>
      <Light size={2.2} />
      <Head />
    </>
  ),
  blurred: () => (
    <>
      <Head x={43} />
      <Head />
      <Head x={53} />
    </>
  ),
  'turned-away': () => (
    <>
      <Oval />
      <Head turned={9} />
    </>
  ),
};

export function AdvicePicture({ problem }: { problem: Problem }) {
  return (
    <svg class="advice-picture" viewBox="0 0 232 76" width="232" height="76" fill="none" aria-hidden="true">
      <Frame x={2} name={`advice-wrong advice-${problem}`}>
        {WRONG[problem]()}
      </Frame>
      <path class="advice-arrow" d="M107 38h18M118 31l7 7-7 7" />
      <Frame x={134} name="advice-right">
        <Oval />
        <Head />
        {problem === 'too-dark' && <Light />}
      </Frame>
    </svg>
  );
}
