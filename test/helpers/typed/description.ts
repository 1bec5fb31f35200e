/** The description of the REST API as tests read it. */
import { z } from 'zod';

type Media = { schema: object };
type Operation = { operationId: string; responses: Record<string, { content?: Record<string, Media> }> };
export type Description = { openapi: string; paths: Record<string, Record<string, Operation>>; components: object };

/** What {@link schemaOf} has read: reading takes as long as most answers. */
const read = new Map<string, z.ZodType>();

/** A schema of the description as zod's. Its references lie in the description's components. */
export function schemaOf(description: Description, schema: object): z.ZodType {
  const key = JSON.stringify(schema);
  const known = read.get(key);
  if (known) return known;
  const moved = JSON.parse(
    JSON.stringify({ ...schema, $defs: (description.components as { schemas: object }).schemas }).replaceAll(
      '#/components/schemas/',
      '#/$defs/',
    ),
  );
  const made = z.fromJSONSchema(moved);
  read.set(key, made);
  return made;
}
