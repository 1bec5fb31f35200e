/** What the lines are made of. */
export type Place = {
  /** The application's address, as `https://photos.example.org`. */
  origin: string;
  /** FaceLogin's address for people. It stands in the comment alone: the application's own host leads there. */
  publicUrl: string;
  /** Where the proxy finds the application, as `127.0.0.1:8080`. */
  upstream: string;
  /** Where the proxy finds FaceLogin. Not the public address: the headers of another proxy between would count. */
  facelogin: string;
};

/** A name for the application in a proxy's configuration, made of its host. */
export function nameOf(origin: string): string {
  return new URL(origin).hostname.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
}
