/** `/compreface/api/v1`: recognition and verification of templates that the program keeps as numbers. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { Env } from '../../http/env.ts';
import { policyFor } from '../../policy/policy.ts';
import type { EncodedTemplate } from '../../vision/protocol.ts';
import { calibrationOf } from '../../vision/recognizers/calibration.ts';
import { templateOf } from '../../vision/recognizers/vectors.ts';
import { comparedWith, searchable, similarities } from '../faces/recognize.ts';
import { faceQuery, jsonOf } from '../http/compreface-request.ts';
import { programOf, requireScope } from '../http/key.ts';
import { peopleById } from '../people/people.store.ts';
import { similaritiesTo, storedTemplate } from './compare.ts';
import { subjectPicture } from './subjects.ts';

const ROOT = '/compreface/api/v1';
const vector = z.array(z.number()).min(1).max(4096);
const vectors = z.array(vector).min(1).max(20);
const Searched = z.object({ embeddings: vectors });
const Compared = z.object({ source: vector, targets: vectors });

/** The checked body. @throws {AppError} `bad-request`. */
async function read<T>(c: Context<Env>, schema: z.ZodType<T>): Promise<T> {
  const found = schema.safeParse(await jsonOf(c));
  if (!found.success) throw new AppError('bad-request');
  return found.data;
}

/** @throws {AppError} `bad-request` for numbers that are no template of the recognizer that decides. */
function templateFrom(deps: Pick<Deps, 'config' | 'liveness'>, numbers: readonly number[]): EncodedTemplate {
  const { recognizer: id, customModel } = policyFor(deps);
  const template = templateOf({ id, version: calibrationOf(id, customModel).version }, numbers);
  if (!template) throw new AppError('bad-request');
  return template;
}

async function recognition(c: Context<Env>, deps: Deps) {
  const { top } = faceQuery(c);
  const { embeddings } = await read(c, Searched);
  const among = searchable(programOf(c));
  const similarity = similarities(policyFor(deps), comparedWith(deps, among));
  const result: object[] = [];
  for (const embedding of embeddings) {
    const found = await deps.vision.identify([templateFrom(deps, embedding)], { among, top });
    const people = await peopleById(
      deps.db,
      found.map(({ userId }) => userId),
    );
    const similarities = found
      .filter(({ userId }) => people.has(userId))
      .map(({ userId, score }) => ({ subject: people.get(userId)!.username, similarity: similarity(score) }));
    result.push({ embedding, similarities });
  }
  return c.json({ result });
}

/** Each target with its similarity to one template. */
async function against(deps: Deps, source: EncodedTemplate, targets: readonly number[][]) {
  const found = await similaritiesTo(
    deps,
    source,
    targets.map((numbers) => templateFrom(deps, numbers)),
  );
  return { result: targets.map((embedding, at) => ({ embedding, similarity: found[at]! })) };
}

export function embeddingRoutes(deps: Deps) {
  const [mayIdentify, mayVerify] = [requireScope('identify'), requireScope('verify')];
  return new Hono<Env>()
    .post(`${ROOT}/recognition/embeddings/recognize`, mayIdentify, (c) => recognition(c, deps))
    .post(`${ROOT}/verification/embeddings/verify`, mayVerify, async (c) => {
      const { source, targets } = await read(c, Compared);
      return c.json(await against(deps, templateFrom(deps, source), targets));
    })
    .post(`${ROOT}/recognition/embeddings/faces/:id/verify`, mayVerify, async (c) => {
      const { embeddings } = await read(c, Searched);
      const { id } = await subjectPicture(deps, c.req.param('id'));
      return c.json(await against(deps, await storedTemplate(deps, id), embeddings));
    });
}
