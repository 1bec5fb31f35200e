/** `/api/v1/people/{id}/faces`. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { CLIP_FRAMES } from '../../faces/enroll.ts';
import { listPictures } from '../../faces/pictures.store.ts';
import { newApi } from '../http/api.ts';
import { programOf } from '../http/key.ts';
import { answer, ByID, FAILURES, Id, NOTHING, reads, takesPictures, writes } from '../http/operation.ts';
import { readPictures, textOf } from '../http/pictures.ts';
import { problem } from '../http/problem.ts';
import { findPerson } from '../people/people.store.ts';
import { enrollFrames, enrollPictures, removeFace, removeFaces } from './enroll.ts';
import { Enrolled, Face, pictures } from './faces.schema.ts';

const tags = ['Faces'];
const OfPerson = ByID.extend({ face: Id.openapi({ param: { name: 'face', in: 'path' } }) });
/** More than anybody has. */
const ALL = 1000;

const CLIP = {
  clip: {
    type: 'string',
    enum: ['yes'],
    description: 'The pictures are frames of one clip: at least ten good ones, as the enrollment page sends them.',
  },
};

function listRoute() {
  const summary = 'List the enrolled pictures of a person. No picture is kept: a face is its templates';
  return createRoute({
    ...{ method: 'get', path: '/api/v1/people/{id}/faces', tags, summary, operationId: 'listFaces' },
    ...reads('people:read'),
    request: { params: ByID },
    responses: { ...FAILURES, 200: answer(z.object({ items: z.array(Face) }), 'All faces, the oldest first') },
  });
}

function enrollRoute(deps: Deps) {
  const { headers, middleware, ...write } = writes(deps, 'faces:write', 'multipart/form-data');
  const summary = 'Enroll a face from pictures or from a clip';
  return createRoute({
    ...{ method: 'post', path: '/api/v1/people/{id}/faces', tags, summary, operationId: 'enrollFaces' },
    ...write,
    middleware: [takesPictures(), ...middleware],
    request: { headers, params: ByID, body: pictures(CLIP, ['image'], true) },
    responses: {
      ...FAILURES,
      201: answer(Enrolled, 'At least one picture was enrolled'),
    },
  });
}

function removeAllRoute(deps: Deps) {
  const { headers, ...write } = writes(deps, 'faces:write');
  const summary = 'Remove the face of a person with all its templates';
  return createRoute({
    ...{ method: 'delete', path: '/api/v1/people/{id}/faces', tags, summary, operationId: 'removeFaces' },
    ...write,
    request: { headers, params: ByID },
    responses: { ...FAILURES, 204: NOTHING },
  });
}

function removeRoute(deps: Deps) {
  const { headers, ...write } = writes(deps, 'faces:write');
  const summary = 'Remove one picture of a person';
  return createRoute({
    ...{ method: 'delete', path: '/api/v1/people/{id}/faces/{face}', tags, summary, operationId: 'removeFace' },
    ...write,
    request: { headers, params: OfPerson },
    responses: { ...FAILURES, 204: NOTHING },
  });
}

export function faceRoutes(deps: Deps) {
  const { db, config } = deps;
  const { recognizer } = config;
  const api = newApi();
  api.openapi(listRoute(), async (c) => {
    const { id: userId } = c.req.valid('param');
    if (!(await findPerson(db, userId))) throw new AppError('not-found');
    const found = await listPictures(db, { recognizer, userId }, { limit: ALL });
    return c.json({ items: found.map(({ id, createdAt }) => ({ id, createdAt: createdAt.toISOString() })) }, 200);
  });
  api.openapi(enrollRoute(deps), async (c) => {
    const { id: userId } = c.req.valid('param');
    const program = programOf(c);
    const person = await findPerson(db, userId);
    if (!person) throw new AppError('not-found');
    if (person.role === 'admin') throw new AppError('administrator');
    const { images, form } = await readPictures(c, CLIP_FRAMES);
    const refused = (more: object) => problem(c, new AppError('picture-refused'), { ...more }) as never;
    if (textOf(form, 'clip') === 'yes') {
      const kept = await enrollFrames(deps, program, { userId, frames: images });
      if ('problems' in kept) return refused({ problems: kept.problems });
      return c.json({ pictures: kept.ids.map((id) => ({ id })) }, 201);
    }
    const enrolled = await enrollPictures(deps, program, { userId, images });
    if (enrolled.every(({ problem: why }) => why)) return refused({ pictures: enrolled });
    return c.json({ pictures: enrolled }, 201);
  });
  api.openapi(removeAllRoute(deps), async (c) => {
    await removeFaces(deps, programOf(c), c.req.valid('param').id);
    return c.body(null, 204);
  });
  api.openapi(removeRoute(deps), async (c) => {
    const { id: userId, face: id } = c.req.valid('param');
    await removeFace(deps, programOf(c), { userId, id });
    return c.body(null, 204);
  });
  return api;
}
