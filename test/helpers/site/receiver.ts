/** Receivers of webhooks on loopback, and webhooks that lead to them. */
import type { Deps } from '../../../src/deps.ts';
import { WEBHOOK_TYPES } from '../../../src/events/webhook-types.ts';
import { addWebhook } from '../../../src/webhooks/change.ts';
import type { WebhookForm } from '../../../src/webhooks/webhook.schema.ts';
import { addUser } from '../data/faces.ts';

export type Got = { id: string; headers: Record<string, string>; body: string; path: string };
type Answering = (got: Got) => Response | Promise<Response>;

const thanks: Answering = () => new Response(null, { status: 204 });

/** A program that takes events and notes them. By default it answers 204, on any port. */
export function startReceiver({ answer = thanks, port = 0 }: { answer?: Answering; port?: number } = {}) {
  const got: Got[] = [];
  const server = Bun.serve({
    ...{ hostname: '127.0.0.1', port, idleTimeout: 60 },
    fetch: async (request) => {
      const headers = request.headers.toJSON() as Record<string, string>;
      const { pathname: path } = new URL(request.url);
      const one = { id: headers['webhook-id'] ?? '', headers, body: await request.text(), path };
      got.push(one);
      return answer(one);
    },
  });
  return { got, url: `http://127.0.0.1:${server.port}/hook`, stop: () => server.stop(true) };
}

/** Adds a webhook as the administrator's page does. */
export async function webhookTo(
  deps: Deps,
  url: string,
  more: Partial<WebhookForm> = {},
): Promise<{ id: string; secret: string; actorId: string }> {
  const actorId = await addUser(deps, `admin-${crypto.randomUUID().slice(0, 8)}`);
  const form = { name: 'Doors', url, events: [...WEBHOOK_TYPES], ...more };
  return { ...(await addWebhook(deps, { form, actorId }))!, actorId };
}
