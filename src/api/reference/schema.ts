/** Reads JSON schemas of the OpenAPI document as lists of fields. */
import type { RefField } from '../../../templates/api/model.ts';

export type Schema = {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  default?: unknown;
  example?: unknown;
  description?: string;
};

/** `#/components/schemas/Person` is `Person`. */
export function nameOf({ $ref }: Schema): string | undefined {
  return $ref?.split('/').at(-1);
}

/** The schema whose fields lie below, without the wrapping of lists. */
function inner(schema: Schema): Schema {
  return schema.items ? inner(schema.items) : schema;
}

function variants({ oneOf, anyOf }: Schema): Schema[] {
  return oneOf ?? anyOf ?? [];
}

/** The type in short: `Person[]`, `uuid`, `"a" | "b"`. */
export function typeOf(schema: Schema): string {
  const name = nameOf(schema);
  if (name !== undefined) return name;
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.items) {
    const type = typeOf(schema.items);
    return type.includes(' ') ? `(${type})[]` : `${type}[]`;
  }
  const several = variants(schema);
  if (several.length > 0) return [...new Set(several.map(typeOf))].join(' | ');
  return schema.format ?? [schema.type ?? 'any'].flat().join(' | ');
}

/** The schema of the components that a type is one of. */
export function linkOf(schema: Schema): string | undefined {
  return nameOf(inner(schema));
}

function range(from: number | undefined, to: number | undefined): string {
  if (from === undefined && to === undefined) return '';
  if (from === to) return `${from}`;
  // What no number in JavaScript exceeds is no limit.
  const [low, high] = [from, to].map((bound) => (Math.abs(bound ?? 0) >= Number.MAX_SAFE_INTEGER ? undefined : bound));
  if (low === undefined && high === undefined) return '';
  if (low === undefined) return `≤ ${high}`;
  return high === undefined ? `≥ ${low}` : `${low}…${high}`;
}

/** The bounds of a number, of the characters of a text, of the entries of a list. */
export function limitsOf(schema: Schema): string {
  const bounds = [
    range(schema.minimum, schema.maximum),
    range(schema.minLength, schema.maxLength),
    range(schema.minItems, schema.maxItems),
  ];
  return bounds.filter(Boolean).join(', ');
}

/** One field, and those below it. */
export function fieldsBelow(name: string, schema: Schema, required: boolean): RefField[] {
  const link = linkOf(schema);
  const own: RefField = {
    ...{ name, type: typeOf(schema), required, limits: limitsOf(schema), doc: schema.description ?? '' },
    ...(link !== undefined && { schema: link }),
    ...(schema.default !== undefined && { fallback: JSON.stringify(schema.default) }),
  };
  if (link !== undefined) return [own];
  const prefix = `${name}${schema.items ? '[]' : ''}.`;
  return [own, ...fieldsOf(inner(schema), prefix)];
}

/** The fields of an object, or of the variants of one, each once. */
export function fieldsOf(schema: Schema, prefix = ''): RefField[] {
  const every = [schema, ...variants(schema)].flatMap(({ properties = {}, required = [] }) =>
    Object.entries(properties).flatMap(([name, field]) =>
      fieldsBelow(`${prefix}${name}`, field, required.includes(name)),
    ),
  );
  const once = new Map<string, RefField>();
  for (const field of every) {
    const known = once.get(field.name);
    const type = known && !known.type.includes(field.type) ? `${known.type} | ${field.type}` : field.type;
    once.set(field.name, { ...field, type, required: field.required && (known?.required ?? true) });
  }
  return [...once.values()];
}
