/** Reads subjects and pictures of a CompreFace server by its REST API. The address may be private: its user chose it. */
import { PHOTO_BYTES } from '../../transfer/row/photos.ts';

/** Milliseconds for one answer. */
const PATIENCE_MS = 30_000;
/** Bytes of a list, at most. */
const LIST_BYTES = 32 * 1_048_576;
/** Pictures of one page, and pages of one subject at most. */
const [PAGE, MOST_PAGES] = [100, 1_000];

export type Source = { url: string; key: string };

/** @throws {Error} in one line for an address that is none of http. */
function addressOf({ url }: Source, path: string): URL {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
    throw new Error(`Cannot use --url ${JSON.stringify(url)}: write it like http://compreface.example:8000.`);
  return new URL(`${url.replace(/\/+$/, '')}/api/v1/recognition/${path}`);
}

async function bytesOf(response: Response, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  // A type of Bun and one of Node meet here.
  for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > most) throw new Error(`the answer is larger than ${most / 1_048_576} MB`);
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** @throws {Error} with the reason in words. */
async function ask(source: Source, path: string, most: number): Promise<Uint8Array> {
  const response = await fetch(addressOf(source, path), {
    headers: { 'x-api-key': source.key },
    // The key must not go to another address.
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`the server answered ${response.status}`);
  }
  return response.body ? bytesOf(response, most) : new Uint8Array();
}

async function askJson(source: Source, path: string): Promise<Record<string, unknown>> {
  const text = new TextDecoder().decode(await ask(source, path, LIST_BYTES));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error('the answer is not JSON: is this the address of a CompreFace server?');
  }
  if (typeof json !== 'object' || json === null) throw new Error('the answer has another form than that of CompreFace');
  return json as Record<string, unknown>;
}

/** The names of all subjects, each once. @throws {Error} with the reason in words. */
export async function listSubjects(source: Source): Promise<string[]> {
  const { subjects } = await askJson(source, 'subjects');
  if (!Array.isArray(subjects)) throw new Error('the answer has no list of subjects');
  return [...new Set(subjects.map(String))];
}

/** The ids of the pictures of a subject. @throws {Error} with the reason in words. */
export async function listPictures(source: Source, subject: string): Promise<string[]> {
  const ids = new Set<string>();
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = new URLSearchParams({ subject, page: String(page), size: String(PAGE) });
    const { faces, total_pages: pages } = await askJson(source, `faces?${query}`);
    if (!Array.isArray(faces)) throw new Error('the answer has no list of faces');
    // A server that does not know `subject` lists everybody.
    const own = faces.filter((face) => face?.subject === subject && typeof face.image_id === 'string');
    for (const { image_id: id } of own) ids.add(id);
    if (faces.length === 0 || page + 1 >= Number(pages)) break;
  }
  return [...ids];
}

/** @throws {Error} with the reason in words. */
export function fetchPicture(source: Source, id: string): Promise<Uint8Array> {
  return ask(source, `faces/${encodeURIComponent(id)}/img`, PHOTO_BYTES);
}
