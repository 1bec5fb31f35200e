/** A face in an oval, as a few lines. Decoration. */
export function FaceOutline() {
  return (
    <svg class="face-outline" viewBox="0 0 120 150" width="120" height="150" fill="none" aria-hidden="true">
      <ellipse class="face-outline-oval" cx="60" cy="75" rx="50" ry="66" stroke-dasharray="4 7" />
      <path d="M38 62q6-5 13 0M69 62q7-5 13 0" />
      <path d="M44.500 71v.1M75.500 71v.1" class="face-outline-eye" />
      <path d="M60 70l-4 18q4 3 8 0" />
      <path d="M45 104q15 11 30 0" />
    </svg>
  );
}
