/** Faces in requests and answers. */
import { z } from '@hono/zod-openapi';
import { PROBLEMS } from '../../biometrics/observation.ts';
import { Id, Time } from '../http/operation.ts';
import type { Recognized } from './recognize.ts';

export const Quality = z
  .object({
    brightness: z.number().openapi({ description: 'Mean luminance of the face, 0 to 255.' }),
    contrast: z.number().openapi({ description: 'Standard deviation of the luminance.' }),
    sharpness: z.number().openapi({ description: 'Variance of the Laplacian.' }),
  })
  .openapi('Quality');

export const Face = z.object({ id: Id, createdAt: Time }).openapi('Face');

/** Why a picture is not enrolled. */
export const PICTURE_PROBLEMS = [...PROBLEMS, 'other-person'] as const;

export const EnrolledPicture = z
  .object({
    id: Id.optional().openapi({ description: 'Of the enrolled picture.' }),
    problem: z
      .string()
      .optional()
      .openapi({
        description: `Why it was not enrolled: ${PICTURE_PROBLEMS.join(', ')}.`,
        example: 'blurred',
      }),
    quality: Quality.optional().openapi({ description: 'Absent where no face was found.' }),
  })
  .openapi('EnrolledPicture');

export const Enrolled = z
  .object({ pictures: z.array(EnrolledPicture).openapi({ description: 'One for each picture, in their order.' }) })
  .openapi('Enrolled');

const Box = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }).openapi('Box');
const Similarity = z.number().min(0).max(1).openapi({
  description: '0.9: one pair of strangers in a thousand is as much alike. 0.97: one in a hundred thousand.',
});

export const Match = z
  .object({
    id: Id,
    name: z.string(),
    signIn: z.boolean(),
    similarity: Similarity,
    match: z.boolean().openapi({ description: 'By the threshold and the margin of the sign-in.' }),
  })
  .openapi('Match');

export const SeenFace = z
  .object({
    box: Box.openapi({ description: 'In pixels of the upright picture.' }),
    probability: z.number().openapi({ description: 'Of the detector, 0 to 1.' }),
    quality: Quality,
    problem: z.string().optional().openapi({ description: 'What an enrollment would refuse about this face.' }),
    people: z.array(Match).openapi({ description: 'Who it may be, best first.' }),
  })
  .openapi('SeenFace');

export const Identified = z
  .object({ faces: z.array(SeenFace).openapi({ description: 'The largest first.' }) })
  .openapi('Identified');

export const Verified = z.object({ match: z.boolean(), similarity: Similarity }).openapi('Verified');

export function showFace({ observation, found }: Recognized): z.input<typeof SeenFace> {
  const { box, score, quality } = observation.face!;
  return {
    ...{ box, probability: score, quality, ...(observation.problem && { problem: observation.problem }) },
    people: found.map(({ person: { id, username, subject }, similarity, match }) => ({
      ...{ id, name: username, signIn: !subject, similarity, match },
    })),
  };
}

const picture = { type: 'string', format: 'binary' } as const;

/** A multipart body. Its schema is no zod schema: `http/pictures.ts` reads it, with reasons of its own. */
export function pictures(more: Record<string, object> = {}, required: string[] = ['image'], several = false) {
  const image = several ? { type: 'array', items: picture, minItems: 1 } : picture;
  const schema = { type: 'object', properties: { image, ...more }, required };
  return { required: true, content: { 'multipart/form-data': { schema: schema as object } } } as const;
}
