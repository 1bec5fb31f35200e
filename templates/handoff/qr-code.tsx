/** A QR code. Its ground is white in every colour scheme: many phones do not read a light code on a dark ground. */
type QrCodeProps = { label: string; qr: { size: number; path: string } };

export function QrCode({ label, qr: { size, path } }: QrCodeProps) {
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
