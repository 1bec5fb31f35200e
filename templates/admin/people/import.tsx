/** Import of people: the file and the photos. */
import type { FieldErrors } from '../../../src/errors.ts';
import type { MessageKey, Vars } from '../../../src/i18n/index.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { ErrorSummary } from '../../parts/error-summary.tsx';
import { errorOf, Field } from '../../parts/field.tsx';
import { Form } from '../../parts/form.tsx';
import type { View } from '../../view.ts';
import { Cell } from '../table.tsx';
import { LiveReport, Report, type ReportProps } from './import-report.tsx';

export type ImportPageProps = {
  view: View;
  columns: readonly string[];
  errors: FieldErrors;
  vars?: Vars | undefined;
  report?: Omit<ReportProps, 'view' | 'heads'> | undefined;
  heads: string[];
};

const PATH = '/admin/people/import';
function Columns({ view, columns }: { view: View; columns: readonly string[] }) {
  const { t } = view;
  const [column, meaning] = [t('import.columns.column'), t('import.columns.meaning')];
  return (
    <details>
      <summary>{t('import.columns')}</summary>
      <table class="table table-stacked" aria-label={t('import.columns')}>
        <thead>
          <tr>
            <th scope="col">{column}</th>
            <th scope="col">{meaning}</th>
          </tr>
        </thead>
        <tbody>
          {columns.map((name) => (
            <tr>
              <Cell label={column}>
                <code>{name}</code>
              </Cell>
              <Cell label={meaning}>{t(`import.columns.${name}` as MessageKey)}</Cell>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="actions">
        <ButtonLink href={`${PATH}/example.csv`} kind="plain">
          {t('import.example')}
        </ButtonLink>
      </p>
    </details>
  );
}

function FileForm({ view, errors, vars }: Pick<ImportPageProps, 'view' | 'errors' | 'vars'>) {
  const { t } = view;
  return (
    <Form view={view} action={PATH} enctype="multipart/form-data" class="form import-form" data-import novalidate>
      <Field
        view={view}
        name="file"
        type="file"
        accept=".csv,text/csv"
        label={t('import.file')}
        hint={t('import.file.hint')}
        error={errorOf(view, errors, 'file', vars)}
        required
      />
      <noscript>
        <p class="hint">{t('import.photos.no-script')}</p>
      </noscript>
      <div data-import-photos hidden>
        <div class="field">
          <label for="photos">
            {t('import.photos.choose')}
            <span class="optional"> {t('form.optional')}</span>
          </label>
          <p id="photos-hint" class="hint">
            {t('import.photos.hint')}
          </p>
          <input id="photos" type="file" accept="image/*" multiple aria-describedby="photos-hint" />
        </div>
      </div>
      <div class="actions">
        <Button name="act" value="import">
          {t('import.import')}
        </Button>
        <Button kind="secondary" name="act" value="check">
          {t('import.check')}
        </Button>
      </div>
    </Form>
  );
}

export function ImportPage({ view, columns, errors, vars, report, heads }: ImportPageProps) {
  return (
    <>
      <ErrorSummary view={view} errors={errors} vars={vars ?? {}} />
      <p>{view.t('import.lead')}</p>
      <Columns view={view} columns={columns} />
      <FileForm view={view} errors={errors} vars={vars} />
      {report && <Report view={view} heads={heads} {...report} />}
      <LiveReport view={view} heads={heads} />
      <script type="module" src="/static/js/import.js" />
    </>
  );
}
