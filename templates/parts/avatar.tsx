/** The person's picture, or the first letter of the name. Decoration: the name stands beside it. */
export function Avatar({ name, url }: { name: string; url: string | null }) {
  if (url) return <img class="avatar" src={url} alt="" width="64" height="64" />;
  const first = [...name.trim()][0] ?? '?';
  return (
    <span class="avatar avatar-letter" aria-hidden="true">
      {first.toLocaleUpperCase()}
    </span>
  );
}
