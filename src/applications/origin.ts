/** Origins of applications, in one spelling. */

/**
 * The origin of an address in its one spelling: scheme and host in lower case, no port of the scheme itself, no dot at
 * the end. Undefined if the text is no origin of http or https, or has a path, a query, or credentials.
 */
export function originOf(text: string): string | undefined {
  const typed = text.trim();
  // The parser mends far too much: back-slashes, tabs, missing slashes.
  if (!/^https?:\/\/[^\s\\/?#@]+\/?$/i.test(typed) || !URL.canParse(typed)) return undefined;
  const url = new URL(typed);
  if (url.pathname !== '/' || url.hostname === '') return undefined;
  const host = url.hostname.replace(/\.$/, '');
  // The parser lets marks through that mean something in a proxy's configuration, and `*`, which no browser sends.
  if (host.endsWith('.') || !/^([a-z0-9._-]+|\[[0-9a-f:.]+\])$/.test(host)) return undefined;
  return `${url.protocol}//${host}${url.port && `:${url.port}`}`;
}
