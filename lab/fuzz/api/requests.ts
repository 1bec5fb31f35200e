/** Requests drawn by chance from the operations of the OpenAPI document. */
import { addressable, type Chance, NASTY, pick } from '../chance.ts';
import type { FuzzRequest } from '../requests.ts';
import { drawBody, type Pictures } from './bodies.ts';
import { ASKERS, type Asker, secretOf } from './keys.store.ts';
import { drawMood, drawValue, type Pool, type Schema } from './values.ts';

type Parameter = { name: string; in: string; required?: boolean; schema: Schema };
export type Operation = {
  method: string;
  path: string;
  scopes: readonly string[];
  /** The statuses that it declares. */
  statuses: readonly number[];
  parameters: readonly Parameter[];
  body?: { media: string; schema: Schema };
};

/** `straight`: method and address are as the operation has them, so its declaration holds for the answer. */
export type ApiRequest = FuzzRequest<Asker> & { operation: Operation; straight: boolean };

type Described = {
  security: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, unknown>;
};
export type Document = {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema> };
};

export function operationsOf({ paths }: Document): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security, parameters = [], requestBody, responses }]) => {
      const [content] = Object.entries(requestBody?.content ?? {});
      return {
        ...{ method: method.toUpperCase(), path, parameters, scopes: Object.values(security[0]!)[0]! },
        statuses: Object.keys(responses).map(Number),
        ...(content && { body: { media: content[0], schema: content[1].schema } }),
      };
    }),
  );
}

/** The method whose operation answers. */
function answering(method: string): string {
  return method === 'HEAD' ? 'GET' : method;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** The text of a parameter in an address. */
function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return encodeURIComponent(addressable(text ?? '').slice(0, 400));
}

/** An address without query, and whether its segments are as the operation has them. */
function drawPath({ path, parameters }: Operation, pool: Pool): { path: string; straight: boolean } {
  const { random } = pool;
  let straight = true;
  const filled = path.replace(/(\w+)\/\{(\w+)\}/g, (_, about: string, name: string) => {
    const { schema } = parameters.find((one) => one.in === 'path' && one.name === name)!;
    if (random() < 0.93) return `${about}/${textOf(drawValue(schema, pool, 'fits', about))}`;
    straight = false;
    return `${about}/${textOf(pick(random, NASTY)).slice(0, 200)}`;
  });
  if (random() < 0.96) return { path: filled, straight };
  const bent = pick(random, [`${filled}/`, `/${filled}`, filled.toUpperCase(), `${filled}/../x`, `${filled}%00`]);
  return { path: bent, straight: false };
}

function drawQuery({ parameters }: Operation, pool: Pool): string {
  const { random } = pool;
  const mood = drawMood(random);
  const pairs = parameters
    .filter((one) => one.in === 'query' && random() < 0.4)
    .map(({ name, schema }) => `${name}=${textOf(drawValue(schema, pool, mood, name))}`);
  if (random() < 0.05) pairs.push(`${textOf(pick(random, NASTY))}=${textOf(pick(random, NASTY))}`);
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}

function drawAsker(random: Chance): Asker {
  return random() < 0.7 ? 'right' : pick(random, ASKERS);
}

const printable = (text: string) => text.replace(/[^ -~]/g, '').slice(0, 300);

function headersOf(asker: Asker, random: Chance): Record<string, string> {
  const headers: Record<string, string> = { 'X-Forwarded-For': `198.51.100.${Math.floor(random() * 250)}` };
  const secret = secretOf(asker);
  if (secret !== '') headers.Authorization = `Bearer ${secret}`;
  if (random() < 0.1) headers['Accept-Language'] = pick(random, ['zh', 'en', '*', printable(pick(random, NASTY))]);
  // Few texts, so that they meet again with other requests.
  if (random() < 0.3) headers['Idempotency-Key'] = `key-${Math.floor(random() * 300)}`;
  else if (random() < 0.03) headers['Idempotency-Key'] = printable(pick(random, NASTY));
  return headers;
}

/** Fewer things are removed than made, or nothing would be there to ask for. */
function drawOperation(operations: readonly Operation[], random: Chance): Operation {
  const first = pick(random, operations);
  const makes = operations.filter(({ statuses, method }) => statuses.includes(201) && method === 'POST');
  return first.method === 'DELETE' && makes.length > 0 && random() < 0.6 ? pick(random, makes) : first;
}

/** Draws the next request. */
export function drawRequest(operations: readonly Operation[], pool: Pool, pictures: Pictures): ApiRequest {
  const { random } = pool;
  const operation = drawOperation(operations, random);
  const who = drawAsker(random);
  const { path, straight } = drawPath(operation, pool);
  const method = random() < 0.95 ? operation.method : pick(random, METHODS);
  const same = operations.find((one) => one.path === operation.path && one.method === answering(method));
  const headers = headersOf(who, random);
  const request = {
    ...{ who, operation: same ?? operation, method, headers, path: path + drawQuery(operation, pool) },
    straight: straight && method === operation.method,
  };
  if (!operation.body || method === 'GET' || method === 'HEAD' || random() < 0.02) return request;
  const { type, bytes } = drawBody(operation.body.media, operation.body.schema, pool, pictures);
  if (type !== '') headers['Content-Type'] = type;
  return { ...request, body: bytes };
}
