/** The whole sign-in at a server that was started by its command, on each runtime, over a real port. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { drizzle } from 'drizzle-orm/postgres-js';
import * as client from 'openid-client';
import { createClient } from '../../../src/db/postgres/postgres.ts';
import * as schema from '../../../src/db/schema.ts';
import { type Cluster, noCluster, startCluster } from '../../helpers/data/cluster.ts';
import { describeIf } from '../../helpers/need.ts';
import { type Server, startServer } from '../../helpers/server/server.ts';
import { addApp, CALLBACK, SECRET } from '../../helpers/site/relying-party.ts';
import { PASSWORD } from '../../helpers/site/site.ts';
import { wanderer } from '../../helpers/site/wanderer.ts';

setDefaultTimeout(180_000);

describeIf(!noCluster, 'OpenID Connect', noCluster ?? '', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(async () => {
    await cluster?.stop();
  });

  for (const node of [true, false]) {
    describe(node ? 'on Node' : 'on Bun', () => {
      let server: Server;
      let told: Promise<string>;
      let listener: ReturnType<typeof Bun.serve>;
      const slug = node ? 'node' : 'bun';
      beforeAll(async () => {
        const key = { FACELOGIN_TEMPLATE_KEY: 'ab'.repeat(32) };
        server = await startServer({ node, env: { DATABASE_URL: cluster.url, ...key } });
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
    });
  }
});
