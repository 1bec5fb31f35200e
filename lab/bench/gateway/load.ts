/** Connections that send one small request after the other. No library is between: it would be slower than the server. */
import { connect, type Socket } from 'node:net';
import { type Figures, figuresOf, rounded } from '../figures.ts';

export type Checks = Figures & { connections: number; perSecond: number };

/** Seconds before the count begins, no more than it takes: they warm the compiler up. Each request is sent once before. */
const WARM_UP_S = 2;

function opened(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true }, () => resolve(socket)).once('error', reject);
  });
}

/** Sends a request and waits for the end of its answer, of which the body is the announced length. */
function ask(socket: Socket, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const settle = (finish: () => void) => {
      socket.off('data', onData).off('close', onClose);
      finish();
    };
    const onClose = () => settle(() => reject(new Error('The connection was closed.')));
    const onData = (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const head = text.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(text.slice(0, head))?.[1] ?? 0);
      if (text.length >= head + 4 + length) settle(() => resolve(text));
    };
    socket.on('data', onData).on('close', onClose);
    socket.write(request);
  });
}

async function checked(socket: Socket, request: string): Promise<void> {
  const answer = await ask(socket, request);
  if (!answer.startsWith('HTTP/1.1 200')) throw new Error(`The answer was ${answer.slice(0, 40)}`);
}

/**
 * Loads a server on this machine.
 * @param given.requests are sent in turn. @throws {Error} at an answer that is not 200.
 */
export async function loadChecks(given: {
  port: number;
  connections: number;
  seconds: number;
  requests: readonly string[];
}): Promise<Checks> {
  const { port, connections, seconds, requests } = given;
  const first = await opened(port);
  for (const request of requests) await checked(first, request);
  first.destroy();
  const from = performance.now() + Math.min(WARM_UP_S, seconds) * 1000;
  const to = from + seconds * 1000;
  const times: number[] = [];
  let next = 0;
  const run = async () => {
    const socket = await opened(port);
    while (performance.now() < to) {
      const start = performance.now();
      await checked(socket, requests[next++ % requests.length]!);
      const end = performance.now();
      if (start >= from && end < to) times.push(end - start);
    }
    socket.destroy();
  };
  await Promise.all(Array.from({ length: connections }, run));
  return { connections, perSecond: Math.round(times.length / seconds), ...figuresOf(times.map(rounded)) };
}
