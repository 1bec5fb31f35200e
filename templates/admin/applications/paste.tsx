/** A text to copy into another program. */
import type { View } from '../../view.ts';

/** @param where the file or the page that it belongs into. A script adds what copies it. */
export function Paste({ view, id, where, text }: { view: View; id: string; where: string; text: string }) {
  const { t } = view;
  return (
    <div class="paste">
      <div class="paste-head">
        <code translate="no">{where}</code>
        <button type="button" class="button button-plain" data-copy={id} data-copied={t('admin.app.copied')} hidden>
          {t('admin.app.copy')}
        </button>
      </div>
      <pre id={id}>
        <code translate="no">{text}</code>
      </pre>
    </div>
  );
}

/** A value of one line to copy. */
export function Value({ view, id, label, text }: { view: View; id: string; label: string; text: string }) {
  const { t } = view;
  return (
    <div class="field handover">
      <label for={id}>{label}</label>
      <div class="copy-line">
        <input id={id} type="text" value={text} readonly translate="no" />
        <button type="button" class="button button-secondary" data-copy={id} data-copied={t('admin.app.copied')} hidden>
          {t('admin.app.copy')}
        </button>
      </div>
    </div>
  );
}
