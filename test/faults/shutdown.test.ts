/** `npm start` that is told to stop: what it has begun to answer is answered, and nothing holds up the end. */
import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { connect } from 'node:net';
import { type Server, startServer } from '../helpers/server/server.ts';
import { until } from '../helpers/until.ts';

setDefaultTimeout(300_000);

/** Times as long as the server otherwise has to stop: other tests take the processor. */
const PATIENCE = 10;
/** Milliseconds that Node keeps an idle connection: an end that waits for one takes longer. */
const IDLE_MS = 5_000;

/** A form of which the first half was sent; `finish` sends the rest and reads the answer to its end. */
async function halfSent(port: number): Promise<{ finish(): Promise<string> }> {
  const body = 'username=nobody&password=nothing+of+value';
  const head = [
    'POST /login HTTP/1.1',
    `Host: localhost:${port}`,
    `Origin: http://localhost:${port}`,
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${body.length}`,
  ].join('\r\n');
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (part) => {
    answer += part;
  });
  const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(answer)));
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  await new Promise((resolve) => socket.write(`${head}\r\n\r\n${body.slice(0, 9)}`, resolve));
  return {
    finish: () => {
      socket.write(body.slice(9));
      return ended;
    },
  };
}

describe.each([false, true])('stopped on Node: %p', (node) => {
  let server: Server;
  afterAll(() => server?.stop());

  test('the server answers what it has begun, takes nothing new, and then nothing holds it up', async () => {
    server = await startServer({ node, env: { FACELOGIN_TEST_PATIENCE: `${PATIENCE}` } });
    const url = `http://127.0.0.1:${server.port}`;
    // An idle connection that is kept for the next request must not hold up the end.
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const begun = await halfSent(server.port);
    // By the answer to a later request the server has read what came before it.
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const told = performance.now();
    const stopped = server.stop();
    const asked = () => fetch(`${url}/healthz`, { headers: { Connection: 'close' } });
    await until(() =>
      asked().then(
        () => false,
        () => true,
      ),
    );
    const answer = await begun.finish();
    expect(answer).toStartWith('HTTP/1.1 401');
    expect(answer).toContain('</html>');
    // The supervisor ends with 137 if it has to kill the server.
    expect(await stopped).toBe(0);
    expect(performance.now() - told).toBeLessThan(IDLE_MS);
    expect(server.output()).not.toMatch(/error:/);
  });
});
