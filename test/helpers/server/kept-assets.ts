/** Styles and scripts that a browser keeps, as a proxy in front of the server may allow it. */

/**
 * Lets the browser keep what is below `/static/` for the run. Asking for a dozen files again takes a third of the
 * processor's time of a page load. That the server itself has them asked for is in `http/assets.test.ts`.
 */
export async function keepAssets(request: Request, answer: Response | Promise<Response>): Promise<Response> {
  const response = await answer;
  if (response.status !== 200 || !new URL(request.url).pathname.startsWith('/static/')) return response;
  const headers = new Headers(response.headers);
  headers.set('Cache-Control', 'max-age=3600');
  return new Response(response.body, { headers });
}
