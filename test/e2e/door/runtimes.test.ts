/**
 * What the runtimes do in different ways, at a server that was started by its command, over a real port: the whole
 * sign-in of another application, a webhook, and the end. What has begun to be answered is answered, and nothing holds
 * up the end.
 */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/postgres-js';
import * as client from 'openid-client';
import { Webhook as Verifier } from 'standardwebhooks';
import { onDatabase } from '../../../src/cli/data.ts';
import { loadConfig } from '../../../src/config.ts';
import { createClient } from '../../../src/db/postgres/postgres.ts';
import * as schema from '../../../src/db/schema.ts';
import type { Deps } from '../../../src/deps.ts';
import { createOutbox } from '../../../src/events/outbox.ts';
import { type Cluster, noCluster, startCluster } from '../../helpers/data/cluster.ts';
import { describeIf } from '../../helpers/need.ts';
import { type Server, startServer } from '../../helpers/server/server.ts';
import { startReceiver, webhookTo } from '../../helpers/site/receiver.ts';
import { addApp, CALLBACK, SECRET } from '../../helpers/site/relying-party.ts';
import { PASSWORD } from '../../helpers/site/site.ts';
import { wanderer } from '../../helpers/site/wanderer.ts';
import { until } from '../../helpers/until.ts';

setDefaultTimeout(180_000);

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

type Told = { type: string; data: { person?: { name: string } } };

describeIf(!noCluster, 'a server', noCluster ?? '', () => {
  const data = mkdtempSync(join(tmpdir(), 'facelogin-runtimes-'));
  const receiver = startReceiver();
  const env = {
    ...{ FACELOGIN_DATA: data, FACELOGIN_TEMPLATE_KEY: 'ab'.repeat(32), FACELOGIN_WEBHOOK_PRIVATE: 'allow' },
    FACELOGIN_TEST_PATIENCE: `${PATIENCE}`,
  };
  let cluster: Cluster;
  let secret = '';
  beforeAll(async () => {
    cluster = await startCluster();
    const config = loadConfig({ ...env, DATABASE_URL: cluster.url });
    ({ secret } = await onDatabase(config, (parts) =>
      webhookTo({ ...parts, outbox: createOutbox(parts.db) } as unknown as Deps, receiver.url),
    ));
  });
  afterAll(async () => {
    await cluster?.stop();
    await receiver.stop();
    rmSync(data, { recursive: true, force: true });
  });

  for (const node of [true, false]) {
    describe(node ? 'on Node' : 'on Bun', () => {
      let server: Server;
      let told: Promise<string>;
      let listener: ReturnType<typeof Bun.serve>;
      const slug = node ? 'node' : 'bun';
      beforeAll(async () => {
        server = await startServer({ node, env: { ...env, DATABASE_URL: cluster.url } });
        const sql = createClient(cluster.url, { max: 1 });
        told = new Promise((done) => {
          listener = Bun.serve({
            ...{ port: 0, hostname: '127.0.0.1' },
            fetch: async (request) => {
              done((await request.formData()).get('logout_token') as string);
              return new Response();
            },
          });
        });
        const backchannelLogoutUri = `http://127.0.0.1:${listener.port}/`;
        await addApp({ slug, oidc: { backchannelLogoutUri } }, drizzle(sql, { schema }));
        await sql.end();
      });
      afterAll(async () => {
        await listener?.stop(true);
        await server?.stop();
      });

      test('signs in, refreshes, and tells of the sign-out', async () => {
        const site = `http://localhost:${server.port}`;
        const execute = [client.allowInsecureRequests];
        const configuration = await client.discovery(new URL(`${site}/oidc`), slug, SECRET, undefined, { execute });
        const anna = wanderer({ stopAt: new URL(CALLBACK).origin });
        await anna.send(`${site}/register`, { username: slug, password: PASSWORD, display_name: 'Anna' });
        const [verifier, state] = [client.randomPKCECodeVerifier(), client.randomState()];
        const address = client.buildAuthorizationUrl(configuration, {
          redirect_uri: CALLBACK,
          scope: 'openid profile',
          code_challenge: await client.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
          state,
        });
        const { url } = await anna.open(address);
        const expected = { pkceCodeVerifier: verifier, expectedState: state };
        const tokens = await client.authorizationCodeGrant(configuration, url, expected);
        const { sub } = tokens.claims()!;
        expect(await client.fetchUserInfo(configuration, tokens.access_token, sub)).toMatchObject({ name: 'Anna' });
        const fresh = await client.refreshTokenGrant(configuration, tokens.refresh_token!);
        expect(fresh.claims()?.sub).toBe(sub);

        await anna.send(`${site}/logout`, {});
        const claims = JSON.parse(Buffer.from((await told).split('.')[1]!, 'base64url').toString());
        expect(claims).toMatchObject({ sub, aud: slug, sid: tokens.claims()!.sid });
        await expect(client.refreshTokenGrant(configuration, fresh.refresh_token!)).rejects.toThrow();
        expect(server.output()).not.toContain('oidc-provider WARNING');
        // Once in a database, not at each start: the second server finds the key that the first one made.
        expect(server.output().includes('OpenID Connect is ready')).toBe(node);
      });

      test('signs what it tells a webhook', async () => {
        const ofSlug = () =>
          receiver.got
            .map(({ body, headers }) => new Verifier(secret).verify(body, headers) as Told)
            .some(({ type, data: { person } }) => type === 'person.created' && person?.name === slug);
        await until(ofSlug);
      });

      test('answers what it has begun, takes nothing new, and then nothing holds it up', async () => {
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
  }
});
