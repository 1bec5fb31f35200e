/** `/admin/attendance`: who was there, by day and by person, and corrections. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { AttendancePage } from '../../../templates/admin/attendance/attendance.tsx';
import { AttendanceOfPersonPage } from '../../../templates/admin/attendance/person.tsx';
import { RecordPage } from '../../../templates/admin/attendance/record.tsx';
import type { Deps } from '../../deps.ts';
import { AppError, type FieldErrors } from '../../errors.ts';
import { formData } from '../../http/body/capture.ts';
import { checkForm, readForm, typedValues } from '../../http/body/valid.ts';
import type { Env } from '../../http/env.ts';
import type { MessageKey } from '../../i18n/index.ts';
import { download } from '../download.ts';
import { findPerson } from '../people/people.store.ts';
import { idOf } from '../query.ts';
import { adminPage } from '../show.tsx';
import { findRecord, listRecords } from './attendance.store.ts';
import { addRecord, correctionForm, replaceRecord, voidForm } from './correct.ts';
import { exportDays, exportRecords } from './export.ts';
import { daysWithin, MOST_DAYS, personOf, rangeOf } from './read.ts';
import { localTime } from './times.ts';

type Typed = { values?: Record<string, string>; errors?: FieldErrors };

/** Days that a person's page shows unless others are asked for. */
const PERSON_DAYS = 31;

const DONE: Record<string, MessageKey> = {
  added: 'attendance.done.added',
  corrected: 'attendance.done.corrected',
  voided: 'attendance.done.voided',
};
const noticeOf = (c: Context<Env>) =>
  Object.hasOwn(DONE, c.req.query('done') ?? '') ? DONE[c.req.query('done')!] : undefined;
const reading = (c: Context<Env>) => (name: string) => c.req.query(name);
const statusOf = (errors: FieldErrors) => (Object.keys(errors).length > 0 ? 422 : 200);

async function daysPage(c: Context<Env>, deps: Deps) {
  const now = deps.clock();
  const range = rangeOf(reading(c), { now, most: MOST_DAYS.page });
  const { typed, ...who } = await personOf(deps.db, reading(c));
  const days = await daysWithin(deps.db, range, { ...who, now });
  return adminPage(c, deps, { tab: 'attendance', title: c.var.t('attendance.title') }, (v) => (
    <AttendancePage view={v} days={days} range={range} person={typed} />
  ));
}

async function personPage(c: Context<Env>, deps: Deps, { values = {}, errors = {} }: Typed = {}) {
  const id = idOf(c.req.param('id'));
  const now = deps.clock();
  const found = await findPerson(deps.db, id, now);
  if (!found) throw new AppError('not-found');
  const range = rangeOf(reading(c), { now, most: MOST_DAYS.page, days: PERSON_DAYS });
  const days = await daysWithin(deps.db, range, { person: id, now });
  const records = await listRecords(deps.db, { ...range, person: id });
  const title = c.var.t('attendance.of', { name: found.user.displayName });
  const typed = { at: localTime(now), ...values };
  return adminPage(c, deps, { tab: 'attendance', title, status: statusOf(errors) }, (v) => (
    <AttendanceOfPersonPage view={v} {...{ id, days, records, range, typed, errors }} notice={noticeOf(c)} />
  ));
}

async function recordPage(c: Context<Env>, deps: Deps, { values, errors = {} }: Typed = {}) {
  const row = await findRecord(deps.db, idOf(c.req.param('id')));
  if (!row) throw new AppError('not-found');
  const typed = values ?? { direction: row.direction, at: localTime(row.at) };
  const title = c.var.t('attendance.record', { name: row.displayName });
  return adminPage(c, deps, { tab: 'attendance', title, status: statusOf(errors) }, (v) => (
    <RecordPage view={v} row={row} typed={typed} errors={errors} />
  ));
}

async function add(c: Context<Env>, deps: Deps) {
  const userId = idOf(c.req.param('id'));
  if (!(await findPerson(deps.db, userId, deps.clock()))) throw new AppError('not-found');
  const form = await readForm(c, correctionForm(deps.clock()));
  if (!form.ok) return personPage(c, deps, form);
  await addRecord(deps, userId, { ...form.data, actorId: c.var.session!.userId });
  return c.redirect(`/admin/attendance/people/${userId}?done=added`, 303);
}

/** Two buttons send the form: one puts another record in the place of this one, the other takes this one out. */
async function correct(c: Context<Env>, deps: Deps) {
  const row = await findRecord(deps.db, idOf(c.req.param('id')));
  if (!row) throw new AppError('not-found');
  const form = await formData(c);
  const actorId = c.var.session!.userId;
  const back = (done: string) => c.redirect(`/admin/attendance/people/${row.userId}?done=${done}`, 303);
  const values = typedValues(form);
  if (form.get('what') === 'void') {
    const checked = checkForm(form, voidForm);
    if (!checked.ok) return recordPage(c, deps, { values, errors: checked.errors });
    const { reason } = checked.data;
    if (!(await replaceRecord(deps, row, { actorId, reason }))) throw new AppError('record-voided');
    return back('voided');
  }
  const checked = checkForm(form, correctionForm(deps.clock()));
  if (!checked.ok) return recordPage(c, deps, { values, errors: checked.errors });
  const { reason } = checked.data;
  if (!(await replaceRecord(deps, row, { actorId, reason, right: checked.data }))) throw new AppError('record-voided');
  return back('corrected');
}

export function attendanceRoutes(deps: Deps) {
  const { db, clock } = deps;
  return new Hono<Env>()
    .get('/admin/attendance', (c) => daysPage(c, deps))
    .get('/admin/attendance.csv', async (c) => {
      const range = rangeOf(reading(c), { now: clock(), most: MOST_DAYS.file });
      const { typed: _, ...who } = await personOf(db, reading(c));
      const days = await daysWithin(db, range, { ...who, now: clock() });
      return download(c, deps, { what: 'attendance', body: exportDays(days) });
    })
    .get('/admin/attendance-records.csv', async (c) => {
      const range = rangeOf(reading(c), { now: clock(), most: MOST_DAYS.file });
      const { typed: _, ...who } = await personOf(db, reading(c));
      return download(c, deps, { what: 'attendance', body: await exportRecords(db, { ...range, ...who }) });
    })
    .get('/admin/attendance/people/:id', (c) => personPage(c, deps))
    .post('/admin/attendance/people/:id', (c) => add(c, deps))
    .get('/admin/attendance/records/:id', (c) => recordPage(c, deps))
    .post('/admin/attendance/records/:id', (c) => correct(c, deps));
}
