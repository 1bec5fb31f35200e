/** A client that gets all its types from an OpenAPI document, as `openapi-typescript` writes them. */

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type Parameters<Operation, In extends string> = Operation extends { parameters: infer All }
  ? In extends keyof All
    ? NonNullable<All[In]>
    : never
  : never;
type Json<Part> = Part extends { content: { 'application/json': infer Body } } ? Body : undefined;
type Body<Operation> = Operation extends { requestBody: infer Sent } ? Json<Sent> : undefined;
type Answer<Operation> = Operation extends { responses: infer All } ? Json<All[keyof All & (200 | 201 | 204)]> : never;

/** What an operation takes. A part that has nothing is left out, and one that has something is not. */
type Ask<Operation> = ([Parameters<Operation, 'path'>] extends [never]
  ? object
  : { path: Parameters<Operation, 'path'> }) & {
  query?: Parameters<Operation, 'query'>;
} & (Body<Operation> extends undefined ? object : { json: Body<Operation> });

export type Send = (request: Request) => Promise<Response>;

/** @throws {Error} with the code of the problem. */
export function clientOf<Paths>(base: string, key: string, send: Send) {
  return async <Path extends keyof Paths & string, Name extends keyof Paths[Path] & Method>(
    method: Name,
    path: Path,
    ask: Ask<Paths[Path][Name]>,
  ): Promise<Answer<Paths[Path][Name]>> => {
    const given = ask as { path?: Record<string, string>; query?: Record<string, string>; json?: unknown };
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(given.path?.[name] ?? ''));
    const query = given.query ? `?${new URLSearchParams(given.query)}` : '';
    const headers = new Headers({ Authorization: `Bearer ${key}` });
    if (given.json !== undefined) headers.set('Content-Type', 'application/json');
    const init: RequestInit = { method: method.toUpperCase(), headers };
    if (given.json !== undefined) init.body = JSON.stringify(given.json);
    const response = await send(new Request(`${base}${filled}${query}`, init));
    const text = await response.text();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    if (!response.ok) throw new Error((body as { title: string }).title);
    return body as Answer<Paths[Path][Name]>;
  };
}
