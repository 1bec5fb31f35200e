/** `/compreface/api/v1`: recognition, detection and verification of pictures. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { Env } from '../../http/env.ts';
import { recognize, searchable } from '../faces/recognize.ts';
import { type FaceQuery, faceQuery, picturesOf } from '../http/compreface-request.ts';
import { programOf, requireScope } from '../http/key.ts';
import { takesPictures } from '../http/operation.ts';
import { facesOf, oneFaceOf, similaritiesTo, storedTemplate } from './compare.ts';
import { shapeOf, statusPart, timePart } from './shape.ts';
import { subjectPicture } from './subjects.ts';

const ROOT = '/compreface/api/v1';

/** Runs a look at pictures and says how long it took. */
async function timed<Result>(work: Promise<Result>): Promise<[result: Result, milliseconds: number]> {
  const start = performance.now();
  return [await work, performance.now() - start];
}

async function recognition(c: Context<Env>, deps: Deps) {
  const query = faceQuery(c);
  const { file } = await picturesOf(c, ['file']);
  const { top, most, least } = query;
  const asked = { among: searchable(programOf(c)), top, most, least };
  const [faces, ms] = await timed(recognize(deps, file, asked));
  if (faces.length === 0) throw new AppError('no-face');
  const templates = query.plugins.includes('calculator') ? await facesOf(deps, file, query) : [];
  const result = faces.map(({ observation, found }, at) => ({
    ...shapeOf(observation, query, templates[at]?.template),
    subjects: found.map(({ person, similarity }) => ({ subject: person.username, similarity })),
    ...timePart(query, ms / faces.length),
  }));
  return c.json({ result, ...statusPart(query, deps.config.recognizer) });
}

async function detection(c: Context<Env>, deps: Deps) {
  const query = faceQuery(c);
  const { file } = await picturesOf(c, ['file']);
  const [faces, ms] = await timed(facesOf(deps, file, query));
  const result = faces.map(({ observation, template }) => ({
    ...shapeOf(observation, query, template),
    ...timePart(query, ms / faces.length),
  }));
  return c.json({ result, ...statusPart(query, deps.config.recognizer) });
}

/** Every face of a picture with its similarity to one template. */
async function matches(deps: Deps, image: Uint8Array, query: FaceQuery, source: Parameters<typeof similaritiesTo>[1]) {
  const [faces, ms] = await timed(facesOf(deps, image, query));
  const found = await similaritiesTo(
    deps,
    source,
    faces.map(({ template }) => template),
  );
  return faces.map(({ observation, template }, at) => ({
    ...shapeOf(observation, query, template),
    similarity: found[at]!,
    ...timePart(query, ms / faces.length),
  }));
}

async function verification(c: Context<Env>, deps: Deps) {
  const query = faceQuery(c);
  const { source_image, target_image } = await picturesOf(c, ['source_image', 'target_image']);
  const [source, ms] = await timed(oneFaceOf(deps, source_image, query.least));
  const result = {
    source_image_face: { ...shapeOf(source.observation, query, source.template), ...timePart(query, ms) },
    face_matches: await matches(deps, target_image, query, source.template),
    ...statusPart(query, deps.config.recognizer),
  };
  return c.json({ result: [result] });
}

async function faceVerification(c: Context<Env>, deps: Deps) {
  const query = faceQuery(c);
  const { id } = await subjectPicture(deps, c.req.param('id') ?? '');
  const { file } = await picturesOf(c, ['file']);
  const result = await matches(deps, file, query, await storedTemplate(deps, id));
  return c.json({ result, ...statusPart(query, deps.config.recognizer) });
}

export function serviceRoutes(deps: Deps) {
  const pictures = takesPictures();
  const [mayIdentify, mayVerify] = [requireScope('identify'), requireScope('verify')];
  return new Hono<Env>()
    .post(`${ROOT}/recognition/recognize`, pictures, mayIdentify, (c) => recognition(c, deps))
    .post(`${ROOT}/detection/detect`, pictures, mayIdentify, (c) => detection(c, deps))
    .post(`${ROOT}/verification/verify`, pictures, mayVerify, (c) => verification(c, deps))
    .post(`${ROOT}/recognition/faces/:id/verify`, pictures, mayVerify, (c) => faceVerification(c, deps));
}
