/** `/api/v1/verify` and `/api/v1/identify`. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { foregroundFaces } from '../../vision/pipeline/problems.ts';
import { newApi } from '../http/api.ts';
import { programOf } from '../http/key.ts';
import { answer, FAILURES, reads, takesPictures } from '../http/operation.ts';
import { readPictures, textOf } from '../http/pictures.ts';
import { problem } from '../http/problem.ts';
import { findPerson } from '../people/people.store.ts';
import { Identified, pictures, showFace, Verified } from './faces.schema.ts';
import { recognize, searchable } from './recognize.ts';

const tags = ['Recognition'];
/** People for each face, and faces, at most. */
const MOST = 20;

const PERSON = { person: { type: 'string', format: 'uuid', description: 'With whom the face is compared.' } };

const Search = z.object({
  limit: z.coerce.number().int().min(1).max(MOST).default(1).openapi({ description: 'People for each face, at most.' }),
  faces: z.coerce.number().int().min(1).max(MOST).default(MOST).openapi({
    description: 'Faces of the picture, at most, the largest first.',
  }),
});

function verifyRoute() {
  const { middleware, ...read } = reads('verify', 'multipart/form-data');
  const summary = 'Compare the one face of a picture with one person (1:1)';
  return createRoute({
    ...{ method: 'post', path: '/api/v1/verify', tags, summary, operationId: 'verify' },
    ...read,
    middleware: [takesPictures(), ...middleware],
    request: { body: pictures(PERSON, ['image', 'person']) },
    responses: { ...FAILURES, 200: answer(Verified, 'Whether the picture shows this person') },
  });
}

function identifyRoute() {
  const { middleware, ...read } = reads('identify', 'multipart/form-data');
  const summary = 'Say who the faces of a picture are (1:N)';
  return createRoute({
    ...{ method: 'post', path: '/api/v1/identify', tags, summary, operationId: 'identify' },
    description:
      'The search is among people without a way in. With the scope `people:read` it is among everybody. It signs nobody in: a picture that a program sends shows no life.',
    ...read,
    middleware: [takesPictures(), ...middleware],
    request: { query: Search, body: pictures() },
    responses: { ...FAILURES, 200: answer(Identified, 'Every face of the picture') },
  });
}

export function recognizeRoutes(deps: Deps) {
  const api = newApi();
  api.openapi(verifyRoute(), async (c) => {
    const { images, form } = await readPictures(c, 1);
    const id = z.uuid().safeParse(textOf(form, 'person'));
    if (!id.success) {
      const errors = [{ at: 'form.person', message: c.var.t('field.value.form') }];
      return problem(c, new AppError('invalid-form'), { errors }) as never;
    }
    if (!(await findPerson(deps.db, id.data))) throw new AppError('not-found');
    const all = await recognize(deps, images[0]!, { among: { ids: [id.data] }, top: 1, most: 5 });
    const faces = foregroundFaces(all.map((one) => ({ ...one, box: one.observation.face!.box })));
    if (faces.length !== 1) throw new AppError(faces.length === 0 ? 'no-face' : 'several-faces');
    const { match, similarity } = faces[0]!.found[0] ?? { match: false, similarity: 0 };
    return c.json({ match, similarity }, 200);
  });
  api.openapi(identifyRoute(), async (c) => {
    const { images } = await readPictures(c, 1);
    const { limit: top, faces: most } = c.req.valid('query');
    const faces = await recognize(deps, images[0]!, { among: searchable(programOf(c)), top, most });
    return c.json({ faces: faces.map(showFace) }, 200);
  });
  return api;
}
