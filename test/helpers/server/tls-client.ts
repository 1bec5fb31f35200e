/** A client that sends what it is told, byte for byte: no browser and no library writes headers like these. */
import { connect, type TLSSocket } from 'node:tls';

export type Raw = { status: number; headers: [string, string][]; body: string };

function open(origin: string): Promise<TLSSocket> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const socket = connect(
      // The proxies of the tests have certificates of their own.
      { host: '127.0.0.1', port: Number(port), servername: hostname, rejectUnauthorized: false },
      () => resolve(socket),
    ).once('error', reject);
  });
}

function parse(text: string): Raw {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [line = '', ...lines] = head.split('\r\n');
  const headers = lines.map((one): [string, string] => {
    const colon = one.indexOf(':');
    return [one.slice(0, colon).toLowerCase(), one.slice(colon + 1).trim()];
  });
  return { status: Number(line.split(' ')[1]), headers, body: rest.join('\r\n\r\n') };
}

/** Sends one request to an application behind a proxy on this machine. @param lines headers, as they are sent. */
export async function sendRaw(origin: string, target: string, lines: string[], method = 'GET'): Promise<Raw> {
  const socket = await open(origin);
  const { host } = new URL(origin);
  const head = [`${method} ${target} HTTP/1.1`, `Host: ${host}`, 'Connection: close', ...lines];
  socket.write(`${head.join('\r\n')}\r\n\r\n`, 'latin1');
  let text = '';
  for await (const chunk of socket) text += (chunk as Buffer).toString('latin1');
  return parse(text);
}

/** Asks for a WebSocket. @returns the answer, and what the server says first. */
export async function upgrade(origin: string, target: string, lines: string[]): Promise<Raw> {
  const socket = await open(origin);
  const { host } = new URL(origin);
  const head = [
    ...[`GET ${target} HTTP/1.1`, `Host: ${host}`, 'Connection: Upgrade', 'Upgrade: websocket'],
    ...['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', ...lines],
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  let text = '';
  for await (const chunk of socket) {
    text += (chunk as Buffer).toString('latin1');
    // The application greets whoever it lets in; anybody else gets a whole answer.
    if (/hello/.test(text) || !/^HTTP\/1\.1 101/.test(text)) break;
  }
  socket.destroy();
  return parse(text);
}

export const headerOf = ({ headers }: Raw, name: string) => headers.find(([key]) => key === name)?.[1];
