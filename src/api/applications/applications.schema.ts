/** Applications in requests and answers. Their settings are those of the administrator's form, with ids for names. */
import { z } from '@hono/zod-openapi';
import { applicationFields, type Application as Stored } from '../../applications/application.ts';
import { Id, Time } from '../http/operation.ts';

/** Entries of a list of ids. */
const MOST = 1000;

type Bare<Field> = Field extends z.ZodDefault<infer Inner> ? Inner : Field;

/** The fields without their defaults: an answer always has them, and a change leaves out what stays. */
function bare<Shape extends z.ZodRawShape>(shape: Shape): { [Name in keyof Shape]: Bare<Shape[Name]> } {
  const entries = Object.entries(shape).map(([name, field]) => {
    if (!(field instanceof z.ZodDefault)) return [name, field];
    const inner = field.unwrap() as z.ZodType;
    return [name, inner.meta(field.meta() ?? {})];
  });
  return Object.fromEntries(entries) as { [Name in keyof Shape]: Bare<Shape[Name]> };
}

const { shape } = applicationFields;
const ids = z.array(Id).max(MOST, 'field.list.long');

// `meta`, since these schemas are older than the library that gives schemas `openapi`.
const described = {
  ...shape,
  slug: shape.slug.meta({ description: 'In addresses, and the client id of OpenID Connect.', example: 'photos' }),
  name: shape.name.meta({ type: 'string', minLength: 1, maxLength: 60, example: 'Photos' }),
  icon: shape.icon.meta({ type: 'string', maxLength: 8, description: 'An emoji or a few letters.' }),
  origins: shape.origins.meta({ description: 'Such as `https://photos.example.org`.' }),
  launchUrl: shape.launchUrl.meta({ description: 'Where the front page leads. Empty: to the first origin.' }),
  forwardAuth: shape.forwardAuth.meta({ description: 'Whether a proxy asks for it. Then it has an origin.' }),
  oidc: shape.oidc.meta({ description: 'The client of OpenID Connect; null: it is none.' }),
  audience: shape.audience.meta({ description: '`chosen`: the groups and people below alone.' }),
  groups: ids.default([]).meta({ description: 'Ids of groups.' }),
  people: ids.default([]).meta({ description: 'Ids of people.' }),
  policy: shape.policy.meta({ description: 'Each of the ways is enough to get in. Times are in minutes.' }),
  rules: shape.rules.meta({ description: 'Paths that are open to everybody, or ask for more.' }),
  preflights: shape.preflights.meta({ description: 'Whether CORS preflights pass without a session.' }),
};

export const Application = z
  .object({
    ...{ id: Id, ...bare(described), createdAt: Time, updatedAt: Time },
    icon: z.string(),
    hasSecret: z.boolean().openapi({ description: 'Whether a client secret was made.' }),
  })
  .openapi('Application');

export const NewApplication = z.strictObject(described).openapi('NewApplication');

export const ApplicationChange = z.strictObject(bare(described)).partial().openapi('ApplicationChange', {
  description: 'What is left out stays. What is sent is replaced as a whole, also `oidc`, `policy` and the lists.',
});
export type ApplicationChange = z.output<typeof ApplicationChange>;

export const ClientSecret = z
  .object({
    clientId: z.string(),
    clientSecret: z.string().openapi({ description: 'The server keeps its hash alone: nobody sees it again.' }),
  })
  .openapi('ClientSecret');

export function showApplication({ createdAt, updatedAt, groups, people, ...rest }: Stored) {
  return {
    ...{ ...rest, groups: [...groups], people: [...people] },
    ...{ createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() },
  };
}
