/** The step of the liveness networks: fetch them, and see how far that is. */
import { Button } from '../../parts/button.tsx';
import { Form } from '../../parts/form.tsx';
import { Notice } from '../../parts/notice.tsx';
import type { View } from '../../view.ts';
import { StepEnd, StepFrame, stepHref, type WizardProgress } from './steps.tsx';

export type NetworksShown = {
  /** Whether both are on this server. */
  here: boolean;
  /** Whether this server looks at faces with them, or would. */
  used: boolean;
  fetching: { kind: 'idle' } | { kind: 'running'; bytes: number; total: number } | { kind: 'failed'; message: string };
  files: { file: string; sha256: string; address: string }[];
  /** Bytes of all files. */
  size: number;
  /** Host that they come from. */
  from: string;
  folder: string;
};

const STEP = 'networks';
const HREF = stepHref(STEP);

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}

function ByHand({ view, shown }: { view: View; shown: NetworksShown }) {
  const { t } = view;
  return (
    <details class="wizard-by-hand">
      <summary>{t('wizard.networks.by-hand')}</summary>
      <p>{t('wizard.networks.by-hand.text')}</p>
      <p>
        {t('wizard.networks.folder')}: <code>{shown.folder}</code>
      </p>
      <ul>
        {shown.files.map(({ file, sha256, address }) => (
          <li>
            {t('wizard.networks.file')}: <a href={address}>{file}</a>
            <br />
            <span class="small muted">
              {t('wizard.networks.hash')}: <code>{sha256}</code>
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Form to `POST /admin/setup/networks`. */
function Start({ view, shown }: { view: View; shown: NetworksShown }) {
  const { t } = view;
  const { fetching, size, from } = shown;
  const failed = fetching.kind === 'failed' ? fetching.message : undefined;
  return (
    <>
      {failed !== undefined && (
        <Notice tone="error" live>
          <p>{t('wizard.networks.failed')}</p>
          <code class="told">{failed}</code>
        </Notice>
      )}
      <p class="muted">{t('wizard.networks.from', { size: megabytes(size), from })}</p>
      <Form view={view} action={HREF} class="actions">
        <Button>{t(failed === undefined ? 'wizard.networks.fetch' : 'wizard.networks.again')}</Button>
      </Form>
      <ByHand view={view} shown={shown} />
    </>
  );
}

function Running({ view, done, total }: { view: View; done: number; total: number }) {
  const { t } = view;
  const vars = { done: megabytes(done), all: megabytes(total) };
  return (
    <>
      <progress
        class="wizard-bar"
        max={Math.max(1, total)}
        value={done}
        aria-label={t('wizard.networks.running.label')}
      />
      <p>{t('wizard.networks.running', vars)}</p>
      <p class="muted small">
        {t('wizard.networks.leave')} <a href={HREF}>{t('wizard.networks.refresh')}</a>
      </p>
    </>
  );
}

/** `#networks`. While the download runs it asks for itself again; without a script a link does. */
export function Networks({ view, shown }: { view: View; shown: NetworksShown }) {
  const { t } = view;
  const { fetching, here, used, size } = shown;
  if (fetching.kind === 'running') {
    const asks = { 'hx-get': `${HREF}/progress`, 'hx-trigger': 'every 600ms', 'hx-swap': 'outerHTML' };
    return (
      <div id="networks" {...asks}>
        <Running view={view} done={fetching.bytes} total={fetching.total || size} />
      </div>
    );
  }
  return (
    <div id="networks">
      {here ? (
        <Notice tone="success" live>
          <p>{t(used ? 'wizard.networks.there' : 'wizard.networks.there.unused')}</p>
        </Notice>
      ) : (
        <Start view={view} shown={shown} />
      )}
      {!used && (
        <Notice tone="warning">
          <p>
            {t('wizard.networks.off')} <a href="/admin/settings/FACELOGIN_LIVENESS">{t('setting.liveness')}</a>
          </p>
        </Notice>
      )}
      <StepEnd view={view} step={STEP} done={here} />
    </div>
  );
}

export function NetworksStep(props: { view: View; progress: WizardProgress; shown: NetworksShown }) {
  const { view, progress, shown } = props;
  return (
    <StepFrame view={view} step={STEP} progress={progress} lead="wizard.networks.lead">
      <Networks view={view} shown={shown} />
    </StepFrame>
  );
}
