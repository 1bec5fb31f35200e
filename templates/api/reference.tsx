/** The reference of the REST API. What the OpenAPI document says is English in both languages. */
import type { View } from '../view.ts';
import { FieldList, Type } from './fields.tsx';
import type { RefAnswer, Reference, RefOperation } from './model.ts';

type Props = { view: View; reference: Reference; publicUrl: string };

export function ReferencePage({ view, reference, publicUrl }: Props) {
  const { t, viewer } = view;
  return (
    <div class="ref">
      <h1>{t('ref.title')}</h1>
      <p>{t('ref.lead')}</p>
      <p>
        <a href="/api/v1/openapi.json">{t('ref.document')}</a>
        {viewer?.admin && (
          <>
            {' · '}
            <a href="/admin/keys">{t('api.title')}</a>
          </>
        )}
      </p>
      <pre class="example">
        <code translate="no">{`URL=${publicUrl}\nAUTH='Authorization: Bearer flk_…'`}</code>
      </pre>
      <nav class="ref-nav" aria-label={t('ref.sections')}>
        {reference.tags.map(({ name }) => (
          <a href={`#${name}`} lang="en" translate="no">
            {name}
          </a>
        ))}
        <a href="#errors">{t('ref.errors')}</a>
        <a href="#schemas">{t('ref.schemas')}</a>
      </nav>
      {reference.tags.map(({ name, operations }) => (
        <section aria-labelledby={name}>
          <h2 id={name} lang="en" translate="no">
            {name}
          </h2>
          {operations.map((operation) => (
            <Operation view={view} operation={operation} />
          ))}
        </section>
      ))}
      <section aria-labelledby="errors">
        <h2 id="errors">{t('ref.errors')}</h2>
        <p>{t('ref.errors.lead')}</p>
        <Answers view={view} answers={reference.failures} />
      </section>
      <Schemas view={view} reference={reference} />
    </div>
  );
}

function Operation({ view, operation }: { view: View; operation: RefOperation }) {
  const { t } = view;
  const { id, method, path, summary, doc, scopes, parameters, body, answers, curl } = operation;
  return (
    <details class="ref-item" id={id}>
      <summary>
        <code class="ref-address" translate="no">
          <b class={`ref-method ref-${method.toLowerCase()}`}>{method}</b> {path}
        </code>
        <span class="ref-summary" lang="en" translate="no">
          {summary}
        </span>
      </summary>
      {doc && (
        <p lang="en" translate="no">
          {doc}
        </p>
      )}
      <h3>{t('ref.scopes')}</h3>
      <p>
        {scopes.map((scope) => (
          <code class="tag">{scope}</code>
        ))}
      </p>
      {parameters.length > 0 && <FieldList view={view} title={t('ref.parameters')} fields={parameters} />}
      {body && <FieldList view={view} title={t('ref.body')} media={body.media} fields={body.fields} />}
      <h3>{t('ref.answer')}</h3>
      <Answers view={view} answers={answers} />
      <h3>{t('api.made.try')}</h3>
      <pre class="example">
        <code translate="no">{curl}</code>
      </pre>
    </details>
  );
}

function Answers({ view, answers }: { view: View; answers: readonly RefAnswer[] }) {
  return (
    <dl class="ref-fields">
      {answers.map(({ status, doc, type, schema }) => (
        <div>
          <dt>
            <code>{status}</code> {type !== undefined && <Type view={view} type={type} schema={schema} />}
          </dt>
          <dd lang="en" translate="no">
            {doc}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Schemas({ view, reference }: Pick<Props, 'view' | 'reference'>) {
  const { t } = view;
  return (
    <section aria-labelledby="schemas">
      <h2 id="schemas">{t('ref.schemas')}</h2>
      {reference.schemas.map(({ name, doc, fields }) => (
        <details class="ref-item" id={`schema-${name}`}>
          <summary>
            <code class="ref-address" translate="no">
              {name}
            </code>
          </summary>
          {doc && (
            <p lang="en" translate="no">
              {doc}
            </p>
          )}
          <FieldList view={view} title={t('ref.fields')} fields={fields} />
        </details>
      ))}
    </section>
  );
}
