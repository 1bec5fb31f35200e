/** An example of each operation for the shell. */
import type { Schema } from './schema.ts';

type Asked = {
  method: string;
  path: string;
  parameters: readonly { name: string; in: string; required?: boolean }[];
  media?: string;
  schema?: Schema;
};

/** A value that fits a schema: its example, or the plainest there is. */
function exampleOf(schema: Schema): unknown {
  if (schema.example !== undefined) return schema.example;
  if (schema.enum) return schema.enum[0];
  if (schema.items) return [exampleOf(schema.items)];
  const [type] = [schema.type].flat();
  if (type === 'boolean') return true;
  return type === 'integer' || type === 'number' ? (schema.minimum ?? 0) : '…';
}

/** The required fields; of a change, which requires none, the first one. */
function jsonOf({ properties = {}, required = [] }: Schema): string {
  const names = required.length > 0 ? required : Object.keys(properties).slice(0, 1);
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, exampleOf(properties[name]!)])));
}

function formOf({ properties = {}, required = [] }: Schema): string {
  return required
    .map((name) => {
      const field = properties[name]!;
      const isFile = (field.items ?? field).format === 'binary';
      return `-F ${name}=${isFile ? '@picture.jpg' : `$${name.toUpperCase()}`}`;
    })
    .join(' ');
}

export function curlOf({ method, path, media, schema }: Asked): string {
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => `$${name.toUpperCase()}`);
  const json = media === 'application/json';
  const sent = schema ? (json ? `--json '${jsonOf(schema)}'` : formOf(schema)) : '';
  // curl posts what it sends.
  const plain = method === (schema ? 'POST' : 'GET');
  return ['curl -H "$AUTH"', plain ? '' : `-X ${method}`, sent, `"$URL${address}"`].filter(Boolean).join(' ');
}
