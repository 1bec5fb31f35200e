/** The interfaces for programs: their guards, their routes, and how their errors look. */
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Deps } from '../deps.ts';
import type { AppError } from '../errors.ts';
import type { Env } from '../http/env.ts';
import { needs } from '../http/needs.ts';
import { applicationRoutes } from './applications/applications.routes.ts';
import { collectionRoutes, subjectRoutes } from './compreface/collection.routes.ts';
import { embeddingRoutes } from './compreface/embeddings.routes.ts';
import { failureOf } from './compreface/failure.ts';
import { serviceRoutes } from './compreface/services.routes.ts';
import { faceRoutes } from './faces/faces.routes.ts';
import { recognizeRoutes } from './faces/recognize.routes.ts';
import { requireKey } from './http/key.ts';
import { KEY_SCHEME } from './http/operation.ts';
import { detailOf, problem } from './http/problem.ts';
import { groupRoutes } from './people/groups.routes.ts';
import { peopleRoutes } from './people/people.routes.ts';
import { recordRoutes } from './records/records.routes.ts';
import { sessionRoutes } from './records/sessions.routes.ts';
import { REFERENCE, referenceRoutes } from './reference/reference.routes.tsx';
import type { Document } from './reference/reference.ts';

const DESCRIPTION = '/api/v1/openapi.json';
/** What needs no key. */
const PUBLIC: readonly string[] = [DESCRIPTION, REFERENCE];

/** Stands before the bodies are read: without a key nobody makes the server hold a picture. */
export function apiGuards(deps: Pick<Deps, 'db' | 'clock'>) {
  const key = requireKey(deps, 'api');
  return (
    new Hono<Env>()
      .use('/api/v1/*', needs({ csrf: 'machine' }), (c, next) => (PUBLIC.includes(c.req.path) ? next() : key(c, next)))
      // Cameras and home automation use it within a network, where nothing speaks https.
      .use('/compreface/*', needs({ csrf: 'machine', plainHttp: true }), requireKey(deps, 'compreface'))
  );
}

function isBelow({ req }: Context<Env>, prefix: string): boolean {
  return req.path === prefix || req.path.startsWith(`${prefix}/`);
}

/** The answer to an error of an interface for programs; undefined for any other address. */
export function answerProgram(c: Context<Env>, error: AppError): Response | undefined {
  if (c.req.path === REFERENCE) return undefined;
  if (isBelow(c, '/api/v1')) return problem(c, error);
  if (!isBelow(c, '/compreface')) return undefined;
  const { code, status } = failureOf(error);
  return c.json({ message: detailOf(c, error), code }, status as ContentfulStatusCode);
}

/** What programs that were written for CompreFace use, unchanged. */
export function comprefaceRoutes(deps: Deps) {
  return new Hono<Env>()
    .route('/', subjectRoutes(deps))
    .route('/', collectionRoutes(deps))
    .route('/', serviceRoutes(deps))
    .route('/', embeddingRoutes(deps));
}

export function apiRoutes(deps: Deps) {
  const api = new OpenAPIHono<Env>();
  for (const routes of [peopleRoutes, groupRoutes, faceRoutes, recognizeRoutes, recordRoutes, sessionRoutes]) {
    api.route('/', routes(deps));
  }
  api.route('/', applicationRoutes(deps));
  api.openAPIRegistry.registerComponent('securitySchemes', KEY_SCHEME, {
    type: 'http',
    scheme: 'bearer',
    description: 'A key that an administrator makes. Each operation names the scopes that it needs.',
  });
  const head = {
    openapi: '3.1.0',
    info: { title: 'FaceLogin', version: '1', description: 'People, faces and records of a FaceLogin server.' },
    servers: [{ url: deps.config.publicUrl }],
  };
  api.doc31(DESCRIPTION, head);
  // The library's type leaves open what ours always has, such as an id of each operation.
  const describe = () => api.getOpenAPI31Document(head) as unknown as Document;
  return api.route('/', referenceRoutes(deps, describe));
}
