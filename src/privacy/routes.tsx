/** `/privacy`, a person's copy of their data, and the receipts of removals. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { DataPage } from '../../templates/privacy/data.tsx';
import { PrivacyPage } from '../../templates/privacy/privacy.tsx';
import { ReceiptPage, receiptLines } from '../../templates/privacy/receipt.tsx';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { COOKIES } from '../http/cookies.ts';
import type { Env } from '../http/env.ts';
import { page, view } from '../http/render.tsx';
import { requireSession, requireSudo } from '../sessions/middleware.ts';
import { findReceipt, listReceipts } from './export.store.ts';
import { exportPerson } from './export.ts';
import { noticeFacts } from './notice.ts';
import { receiptOf } from './receipt.ts';

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** The receipt that the address names. @throws {AppError} `not-found` where it is not the person's own. */
async function receiptFor(c: Context<Env>, { db, config }: Pick<Deps, 'db' | 'config'>) {
  const { userId, username } = c.var.session!;
  const row = await findReceipt(db, userId, c.req.param('id') ?? '');
  if (!row) throw new AppError('not-found');
  return { view: view(c, config), receipt: receiptOf(row), username, server: config.publicUrl };
}

/** Makes the browser save the answer as a file and never show it. */
function asFile(c: Context<Env>, name: string, type: string): void {
  c.header('Content-Type', type);
  c.header('Content-Disposition', `attachment; filename="${name}"`);
}

export function privacyRoutes(deps: Deps) {
  const { config, db, clock } = deps;
  return new Hono<Env>()
    .get('/privacy', (c) => {
      const v = view(c, config);
      const body = <PrivacyPage view={v} facts={{ ...noticeFacts(deps), cookies: COOKIES }} />;
      return page(c, { view: v, title: c.var.t('privacy.title'), wide: true }, body);
    })
    .use('/account/data', requireSudo(deps))
    .get('/account/data', async (c) => {
      const v = view(c, config);
      const receipts = await listReceipts(db, c.var.session!.userId);
      return page(c, { view: v, title: c.var.t('data.title') }, <DataPage view={v} receipts={receipts} />);
    })
    .post('/account/data', async (c) => {
      const data = await exportPerson(deps, c.var.session!.userId);
      const day = clock().toISOString().slice(0, 10);
      asFile(c, `facelogin-data-${day}.json`, 'application/json; charset=utf-8');
      return c.body(`${JSON.stringify(data, null, 2)}\n`);
    })
    .use('/account/receipts/*', requireSession())
    .get(`/account/receipts/:id{${UUID}}`, async (c) => {
      const context = await receiptFor(c, deps);
      return page(c, { view: context.view, title: c.var.t('receipt.title') }, <ReceiptPage {...context} />);
    })
    .get(`/account/receipts/:id{${UUID}}/file`, async (c) => {
      const context = await receiptFor(c, deps);
      const lines = receiptLines(context).map(([label, text]) => `${c.var.t(label)}: ${text}`);
      asFile(c, `facelogin-receipt-${context.receipt.number}.txt`, 'text/plain; charset=utf-8');
      return c.body(
        [c.var.t('receipt.title'), c.var.t('receipt.done'), '', ...lines, '', c.var.t('receipt.backups'), ''].join(
          '\n',
        ),
      );
    });
}
