/** `/compreface/api/v1/recognition/subjects` and `/faces`: the collection. */
import { Hono } from 'hono';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { judgePictures } from '../../faces/judge-pictures.ts';
import { countPictures, listPictures } from '../../faces/pictures.store.ts';
import type { Env } from '../../http/env.ts';
import { storePictures } from '../faces/enroll.ts';
import { faceQuery, jsonOf, numberOf, picturesOf, queryOf, subjectOf } from '../http/compreface-request.ts';
import { programOf, requireScope } from '../http/key.ts';
import { takesPictures } from '../http/operation.ts';
import { PICTURE_BYTES } from '../http/pictures.ts';
import { allSubjects } from '../people/people.store.ts';
import { removePerson } from '../people/people.ts';
import {
  ensureSubject,
  removeAllSubjects,
  removeSubjectFaces,
  removeSubjectPicture,
  renameSubject,
  subjectId,
} from './subjects.ts';

const SUBJECTS = '/compreface/api/v1/recognition/subjects';
const FACES = '/compreface/api/v1/recognition/faces';
const PAGE = 20;
const MOST_ROWS = 1000;

const [mayRead, mayWrite] = [requireScope('identify'), requireScope('faces:write')];

/** The subject that a JSON body names. */
async function namedIn(body: Promise<unknown>): Promise<string> {
  const found = await body;
  return subjectOf(typeof found === 'object' && found !== null ? (found as { subject?: unknown }).subject : undefined);
}

export function subjectRoutes(deps: Deps) {
  const { db } = deps;
  return new Hono<Env>()
    .on('GET', [SUBJECTS, `${SUBJECTS}/`], mayRead, async (c) =>
      c.json({ subjects: (await allSubjects(db)).map(({ username }) => username) }),
    )
    .on('POST', [SUBJECTS, `${SUBJECTS}/`], mayWrite, async (c) => {
      const subject = await namedIn(jsonOf(c));
      await ensureSubject(deps, programOf(c), subject);
      return c.json({ subject }, 201);
    })
    .put(`${SUBJECTS}/:subject`, mayWrite, async (c) => {
      const to = await namedIn(jsonOf(c));
      await renameSubject(deps, programOf(c), { from: subjectOf(c.req.param('subject')), to });
      return c.json({ updated: true });
    })
    .delete(`${SUBJECTS}/:subject`, mayWrite, async (c) => {
      const subject = subjectOf(c.req.param('subject'));
      await removePerson(deps, programOf(c), await subjectId(deps, subject));
      return c.json({ subject });
    })
    .on('DELETE', [SUBJECTS, `${SUBJECTS}/`], mayWrite, async (c) =>
      c.json({ deleted: await removeAllSubjects(deps, programOf(c)) }),
    );
}

/** A page of the collection, or of one subject. */
async function facesPage(deps: Deps, query: Map<string, string>) {
  const [page, size] = [numberOf(query, 'page', 0), Math.min(MOST_ROWS, numberOf(query, 'size', PAGE) || PAGE)];
  const subject = query.get('subject');
  const userId = subject === undefined || subject === '' ? undefined : await subjectId(deps, subjectOf(subject));
  const filter = { recognizer: deps.config.recognizer, subjects: true, ...(userId !== undefined && { userId }) };
  const total = await countPictures(deps.db, filter);
  const found = await listPictures(deps.db, filter, { offset: page * size, limit: size });
  return {
    faces: found.map(({ id, name }) => ({ image_id: id, subject: name })),
    page_number: page,
    page_size: size,
    total_pages: Math.ceil(total / size),
    total_elements: total,
  };
}

export function collectionRoutes(deps: Deps) {
  return new Hono<Env>()
    .get(FACES, mayRead, async (c) => c.json(await facesPage(deps, queryOf(c))))
    .post(FACES, takesPictures(), mayWrite, async (c) => {
      const [program, { least }] = [programOf(c), faceQuery(c)];
      const subject = subjectOf(queryOf(c).get('subject'));
      const { file } = await picturesOf(c, ['file']);
      // CompreFace takes every picture with one face. Nobody signs in by it, so it need not be a good one.
      const [judged] = await judgePictures(deps, [file], { careful: false, bytes: PICTURE_BYTES, least });
      const { problem, templates } = judged!;
      if (problem) throw new AppError(problem === 'several-faces' ? 'several-faces' : 'no-face');
      const userId = await ensureSubject(deps, program, subject);
      const [id] = await storePictures(deps, program, { userId, pictures: [templates] });
      return c.json({ image_id: id, subject }, 201);
    })
    .delete(FACES, mayWrite, async (c) => {
      const named = queryOf(c).get('subject');
      const subject = named === undefined ? undefined : subjectOf(named);
      return c.json({ deleted: await removeSubjectFaces(deps, programOf(c), subject) });
    })
    .post(`${FACES}/delete`, mayWrite, async (c) => {
      const ids = await jsonOf(c);
      if (!Array.isArray(ids) || ids.length > MOST_ROWS) throw new AppError('bad-request');
      const removed: { image_id: string; subject: string }[] = [];
      for (const id of ids) {
        const { name } = await removeSubjectPicture(deps, programOf(c), String(id));
        removed.push({ image_id: String(id), subject: name });
      }
      return c.json(removed);
    })
    .delete(`${FACES}/:id`, mayWrite, async (c) => {
      const id = c.req.param('id');
      const { name } = await removeSubjectPicture(deps, programOf(c), id);
      return c.json({ image_id: id, subject: name });
    })
    .get(`${FACES}/:id/img`, mayRead, () => {
      // No picture is kept.
      throw new AppError('not-found');
    });
}
