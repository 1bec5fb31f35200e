/** Parameters and fields of the REST API, as the reference lists them. */
import type { View } from '../view.ts';
import type { RefField } from './model.ts';

type TypeProps = { view: View; type: string; schema?: string | undefined };

/** A type, which leads to its schema if it has one. */
export function Type({ type, schema }: TypeProps) {
  const text = (
    <code class="ref-type" translate="no">
      {type}
    </code>
  );
  return schema === undefined ? text : <a href={`#schema-${schema}`}>{text}</a>;
}

type ListProps = { view: View; title: string; media?: string; fields: readonly RefField[] };

/** @param props.media the type of a body. */
export function FieldList({ view, title, media, fields }: ListProps) {
  return (
    <>
      <h3>
        {title} {media && <code class="ref-type">{media}</code>}
      </h3>
      <dl class="ref-fields">
        {fields.map((field) => (
          <Line view={view} field={field} />
        ))}
      </dl>
    </>
  );
}

function Line({ view, field }: { view: View; field: RefField }) {
  const { t } = view;
  const { name, type, schema, required, limits, fallback, doc } = field;
  return (
    <div>
      <dt>
        <code translate="no">{name}</code> <Type view={view} type={type} schema={schema} />{' '}
        {limits && <span class="muted small">{limits}</span>}{' '}
        {required && <span class="tag tag-hint">{t('ref.required')}</span>}
        {fallback !== undefined && (
          <span class="muted small">
            {t('ref.default')} <code>{fallback}</code>
          </span>
        )}
      </dt>
      {doc && (
        <dd lang="en" translate="no">
          {doc}
        </dd>
      )}
    </div>
  );
}
