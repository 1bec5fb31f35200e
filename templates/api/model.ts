/** What the reference of the REST API shows. Types only; `src/api/reference/` makes it of the OpenAPI document. */

/** A parameter, or a field of a body or an answer. `name`: with dots for what lies deeper, `[]` for each entry. */
export type RefField = {
  name: string;
  type: string;
  /** The schema that the type is one of. */
  schema?: string;
  required: boolean;
  /** Bounds, such as `1…200`; empty: none. */
  limits: string;
  /** What counts where it is left out, as JSON. */
  fallback?: string;
  doc: string;
};

export type RefAnswer = { status: string; doc: string; type?: string; schema?: string };

export type RefOperation = {
  id: string;
  method: string;
  path: string;
  summary: string;
  doc: string;
  scopes: string[];
  parameters: RefField[];
  body?: { media: string; schema?: string; fields: RefField[] };
  answers: RefAnswer[];
  curl: string;
};

export type Reference = {
  tags: { name: string; operations: RefOperation[] }[];
  /** What every operation may answer besides. */
  failures: RefAnswer[];
  schemas: { name: string; doc: string; fields: RefField[] }[];
};
