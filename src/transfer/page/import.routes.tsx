/** `/admin/people/import`. With a script the page sends row by row, each with its photos; without one the whole file. */
import { type Context, Hono } from 'hono';
import { ImportPage, type ImportPageProps } from '../../../templates/admin/people/import.tsx';
import { csvLine } from '../../admin/records/csv.ts';
import { adminPage } from '../../admin/show.tsx';
import type { Deps } from '../../deps.ts';
import { CLIP_BYTES, CLIP_MS, formData, WRAPPING_BYTES } from '../../http/body/capture.ts';
import type { Env } from '../../http/env.ts';
import { needs } from '../../http/needs.ts';
import { COLUMNS } from '../file/columns.ts';
import { FILE_BYTES } from '../file/decode.ts';
import { reportHeads } from '../report.ts';
import { checkRow } from '../row/check.ts';
import { refusedRow } from '../row/results.ts';
import { importFileRow } from '../run.ts';
import { FileProblem, whyText } from '../why.ts';
import { readFile, readRow } from './read.ts';
import { reportStart, rowReport, wholeReport } from './report.tsx';
import { importWhole, WHOLE_MS } from './whole.ts';

const PATH = '/admin/people/import';
const EXAMPLE = [
  COLUMNS,
  ['anna', 'Anna Huber', 'anna@example.org', 'staff;cellar', 'anna-1.jpg;anna-2.jpg', 'yes', 'B. Maier, 2026-03-01'],
  ['courier', 'Courier', '', '', 'courier.jpg', 'no', 'B. Maier, 2026-03-01'],
];

/** The answer of `handle`, or of `refuse` where the file cannot be read. */
async function unlessUnreadable<T>(handle: () => Promise<T>, refuse: (problem: FileProblem) => T | Promise<T>) {
  try {
    return await handle();
  } catch (error) {
    if (error instanceof FileProblem) return refuse(error);
    throw error;
  }
}

function show(c: Context<Env>, deps: Deps, shown: Partial<ImportPageProps> = {}, status = 200) {
  const { t } = c.var;
  return adminPage(c, deps, { tab: 'people', title: t('import.title'), status }, (view) => (
    <ImportPage view={view} columns={COLUMNS} errors={{}} heads={reportHeads(t)} {...shown} />
  ));
}

/** The rows for the script. A row that is wrong in itself is refused at once. */
async function rowsAnswer(c: Context<Env>, now: Date) {
  const { t } = c.var;
  const { rows, unread } = await readFile(await formData(c), now);
  const items = [];
  for (const { line, cells, problem } of rows) {
    const { person, problems } = checkRow(cells, now);
    const why = problem ? [problem] : problems;
    if (why) items.push({ result: await rowReport(refusedRow(line, cells.name, why), t) });
    else items.push({ row: { line, cells }, photos: person?.photos ?? [] });
  }
  const said = unread.length > 0 ? t('import.unread', { columns: unread.join(', ') }) : '';
  return { items, start: reportStart(t), said };
}

export function importRoutes(deps: Deps) {
  const doer = (c: Context<Env>) => ({ actorId: c.var.session!.userId });
  const fileBody = { body: FILE_BYTES + WRAPPING_BYTES, session: 'signed-in' } as const;
  return new Hono<Env>()
    .get(PATH, (c) => show(c, deps))
    .get(`${PATH}/example.csv`, (c) => {
      c.header('Content-Type', 'text/csv; charset=utf-8');
      c.header('Content-Disposition', 'attachment; filename="people.csv"');
      return c.body(EXAMPLE.map(csvLine).join(''));
    })
    .post(PATH, needs({ ...fileBody, deadline: WHOLE_MS }), (c) =>
      unlessUnreadable(
        async () => {
          const form = await formData(c);
          const { rows, unread } = await readFile(form, deps.clock());
          const dryRun = form.get('act') === 'check';
          const results = await importWhole(deps, doer(c), { rows, dryRun });
          const report = { ...wholeReport(results, c.var.t), dryRun, unread, unreached: rows.length - results.length };
          return show(c, deps, { report });
        },
        ({ why: { key, vars } }) => show(c, deps, { errors: { file: key }, vars }, 422),
      ),
    )
    .post(`${PATH}/rows`, needs(fileBody), (c) =>
      unlessUnreadable<Response>(
        async () => c.json(await rowsAnswer(c, deps.clock())),
        ({ why }) => {
          const { requestId, t } = c.var;
          return c.json({ error: { code: 'invalid-form', message: whyText(why, t), requestId } }, 422);
        },
      ),
    )
    .post(
      `${PATH}/row`,
      needs({ body: CLIP_BYTES + WRAPPING_BYTES, deadline: CLIP_MS, session: 'signed-in' }),
      async (c) =>
        c.json(await rowReport(await importFileRow(deps, doer(c), await readRow(await formData(c))), c.var.t)),
    );
}
