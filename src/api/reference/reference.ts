/** The reference of the interface, made of its OpenAPI document. */
import type { RefAnswer, Reference, RefOperation } from '../../../templates/api/model.ts';
import { KEY_SCHEME } from '../http/operation.ts';
import { curlOf } from './curl.ts';
import { fieldsBelow, fieldsOf, linkOf, nameOf, type Schema, typeOf } from './schema.ts';

type Media = Record<string, { schema: Schema }>;
type Parameter = { name: string; in: string; required?: boolean; schema: Schema };

export type Operation = {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  security: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { content: Media };
  responses: Record<string, { description: string; content?: Media }>;
};

export type Document = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
  servers: { url: string }[];
};

type Entry = { method: string; path: string; operation: Operation };

export function operationsOf({ paths }: Document): Entry[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

/** The one type of body, and its schema. */
export function mediaOf(content: Media | undefined): { media: string; schema: Schema } | undefined {
  const [first] = Object.entries(content ?? {});
  return first && { media: first[0], schema: first[1].schema };
}

function answerOf([status, { description, content }]: [string, Operation['responses'][string]]): RefAnswer {
  const schema = mediaOf(content)?.schema;
  if (!schema) return { status, doc: description };
  // A list is named by its entries.
  const entries = schema.properties?.items;
  const link = linkOf(entries ?? schema);
  const type = entries ? `{ items: ${typeOf(entries)}${schema.properties?.next ? ', next' : ''} }` : typeOf(schema);
  return { status, doc: description, type, ...(link !== undefined && { schema: link }) };
}

function shown({ method, path, operation }: Entry, document: Document): RefOperation {
  const { operationId: id, summary, description: doc = '', security, parameters = [], responses } = operation;
  const media = mediaOf(operation.requestBody?.content);
  const schema = media && (document.components.schemas[nameOf(media.schema) ?? ''] ?? media.schema);
  const link = media && nameOf(media.schema);
  return {
    ...{ id, method, path, summary, doc, scopes: security[0]?.[KEY_SCHEME] ?? [] },
    parameters: parameters.flatMap((one) => fieldsBelow(one.name, one.schema, one.required ?? false)),
    ...(media && {
      body: { media: media.media, fields: fieldsOf(schema!), ...(link !== undefined && { schema: link }) },
    }),
    answers: Object.entries(responses)
      .filter(([status]) => status < '400')
      .map(answerOf),
    curl: curlOf({ method, path, parameters, ...(media && { media: media.media, schema: schema! }) }),
  };
}

export function referenceOf(document: Document): Reference {
  const entries = operationsOf(document);
  const tags = [...new Set(entries.map(({ operation }) => operation.tags[0]!))];
  const failures = Object.entries(entries[0]!.operation.responses).filter(([status]) => status >= '400');
  return {
    tags: tags.map((name) => ({
      name,
      operations: entries.filter(({ operation }) => operation.tags[0] === name).map((one) => shown(one, document)),
    })),
    failures: failures.map(answerOf),
    schemas: Object.entries(document.components.schemas)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, schema]) => ({ name, doc: schema.description ?? '', fields: fieldsOf(schema) })),
  };
}
