/** The receipt of a removed face, to print or save. */
import type { MessageKey } from '../../src/i18n/index.ts';
import { Button, ButtonLink } from '../parts/button.tsx';
import { Fact } from '../parts/fact.tsx';
import { formatTime } from '../parts/format.ts';
import { Notice } from '../parts/notice.tsx';
import type { View } from '../view.ts';

export type Receipt = {
  /** Id of the audit row. */
  number: string;
  at: Date;
  reason: 'asked' | 'administrator' | 'unused';
  templates: number;
  /** Names, separated by commas. */
  recognizers: string;
  enrolledAt: Date | null;
  /** Version of the text that was agreed to. */
  consent: string | null;
  consentedAt: Date | null;
};

type Context = { view: View; receipt: Receipt; username: string; server: string };

/** The lines of a receipt, for the page and for the file. */
export function receiptLines({ view, receipt, username, server }: Context): [MessageKey, string][] {
  const { t, locale } = view;
  const { number, at, reason, templates: count, recognizers, enrolledAt, consent: version, consentedAt } = receipt;
  const lines: [MessageKey, string][] = [
    ['receipt.number', number],
    // Also to the second and in UTC, since a receipt is read elsewhere as well.
    ['receipt.at', `${formatTime(locale, at)} (${at.toISOString()})`],
    ['receipt.account', username],
    ['receipt.server', server],
    ['receipt.what', t('receipt.what.text', { count, recognizers })],
    ['receipt.why', t(`receipt.why.${reason}`)],
  ];
  if (enrolledAt) lines.push(['receipt.enrolled', formatTime(locale, enrolledAt)]);
  if (version && consentedAt) {
    lines.push(['receipt.consent', t('receipt.consent.text', { version, time: formatTime(locale, consentedAt) })]);
  }
  return lines;
}

export function ReceiptPage(context: Context) {
  const { t } = context.view;
  return (
    <>
      <h1>{t('receipt.title')}</h1>
      <Notice tone="success">
        <p>{t('receipt.done')}</p>
      </Notice>
      <p class="no-print">{t('receipt.lead')}</p>
      <dl class="facts receipt">
        {receiptLines(context).map(([label, text]) => (
          <Fact term={t(label)}>{text}</Fact>
        ))}
      </dl>
      <p class="muted small">{t('receipt.backups')}</p>
      <div class="actions no-print">
        <ButtonLink href={`/account/receipts/${context.receipt.number}/file`}>{t('receipt.save')}</ButtonLink>
        <Button type="button" kind="secondary" data-print hidden>
          {t('receipt.print')}
        </Button>
        <ButtonLink href="/account" kind="plain">
          {t('nav.account')}
        </ButtonLink>
      </div>
    </>
  );
}
