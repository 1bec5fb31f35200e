import { beforeEach, expect, test } from 'bun:test';
import { truncateAll } from '../../../test/helpers/data/db.ts';
import { adminAt, userNamed } from '../../../test/helpers/site/admin.ts';
import { testDeps } from '../../../test/helpers/site/deps.ts';
import { confirmAt, openSite, registerAt, type Visitor } from '../../../test/helpers/site/site.ts';
import { attendance, auditEvents } from '../../db/schema.ts';
import { writeAttendance } from '../../kiosk/attendance.store.ts';
import { daysLater, localTime } from './times.ts';

let deps: Awaited<ReturnType<typeof testDeps>>;
let admin: Visitor;
let anna: Visitor;
let annaId: string;
let today: Date;

/** A time of the day before today. */
const yesterday = (hours: number, minutes = 0) => {
  const at = daysLater(today, -1);
  at.setHours(hours, minutes, 0, 0);
  return at;
};
const dayOf = (at: Date) => localTime(at).slice(0, 10);
const seen = (direction: 'in' | 'out', at: Date) =>
  writeAttendance(deps.db, { userId: annaId, direction, at, now: at, kioskId: null as never, place: 'Door' });
const rows = async () =>
  (await deps.db.select().from(attendance).orderBy(attendance.writtenAt, attendance.at)).map(
    ({ direction, at, source, voidReason, reason }) =>
      `${direction} ${localTime(at).slice(11)} ${source}${reason ? ` (${reason})` : ''}${voidReason ? ` x ${voidReason}` : ''}`,
  );

beforeEach(async () => {
  await truncateAll();
  deps = await testDeps();
  const site = openSite(deps);
  [admin, anna] = [site.visitor(), site.visitor()];
  await adminAt(admin);
  await registerAt(anna, 'anna');
  annaId = (await userNamed('anna')).id;
  today = deps.clock();
});

test('the page has each person once a day, with the hours between coming and going', async () => {
  await seen('in', yesterday(8));
  await seen('out', yesterday(16, 30));
  const text = await (await admin.get(`/admin/attendance?from=${dayOf(yesterday(0))}`)).text();
  for (const part of ['08:00', '16:30', '8:30', `/admin/attendance/people/${annaId}`]) expect(text).toContain(part);
  expect(await (await admin.get('/admin/attendance?from=2020-01-01&to=2020-01-31')).text()).not.toContain('16:30');
  const other = await admin.get(`/admin/attendance?from=${dayOf(yesterday(0))}&person=nobody`);
  expect(await other.text()).not.toContain('16:30');
});

test('a record that is missing is added with a reason, and the trail has it', async () => {
  await seen('in', yesterday(8));
  const path = `/admin/attendance/people/${annaId}`;
  const typed = { direction: 'out', at: localTime(yesterday(17)), reason: 'The tablet was off' };
  for (const wrong of [{ reason: ' ' }, { at: '2026-02-30T08:00' }, { at: '2199-01-01T08:00' }, { direction: 'up' }]) {
    const refused = await admin.post(path, { ...typed, ...wrong });
    expect(refused.status).toBe(422);
    if (!('reason' in wrong)) expect(await refused.text()).toContain('The tablet was off');
  }
  expect((await admin.post(path, typed)).headers.get('Location')).toBe(`${path}?done=added`);
  expect(await rows()).toEqual(['in 08:00 kiosk', 'out 17:00 correction (The tablet was off)']);
  const trail = await deps.db.select().from(auditEvents);
  expect(trail.find(({ kind }) => kind === 'attendance-corrected')).toMatchObject({
    userId: annaId,
    detail: { change: 'added', direction: 'out', why: 'The tablet was off' },
  });
});

test('a wrong record stays, does not count, and is replaced once', async () => {
  const id = await seen('in', yesterday(8));
  const path = `/admin/attendance/records/${id}`;
  const right = { what: 'replace', direction: 'in', at: localTime(yesterday(9)), reason: 'Somebody else' };
  expect((await admin.post(path, { ...right, reason: '' })).status).toBe(422);
  expect((await admin.post(path, right)).status).toBe(303);
  const after = ['in 08:00 kiosk x Somebody else', 'in 09:00 correction (Somebody else)'];
  expect(await rows()).toEqual(after);
  for (const what of ['replace', 'void']) expect((await admin.post(path, { ...right, what })).status).toBe(409);
  expect(await rows()).toEqual(after);
  const text = await (await admin.get(`/admin/attendance/people/${annaId}`)).text();
  expect(text).toContain('<del>');
  expect(await (await admin.get(path)).text()).not.toContain('value="void"');
});

test('a record is taken out of the count with a reason', async () => {
  const id = await seen('in', yesterday(8));
  expect((await admin.post(`/admin/attendance/records/${id}`, { what: 'void', reason: 'A visitor' })).status).toBe(303);
  const text = await (await admin.get(`/admin/attendance?from=${dayOf(yesterday(0))}`)).text();
  expect(text).not.toContain('08:00');
});

test('the files have the days, and every record with its reasons', async () => {
  const id = await seen('in', yesterday(8));
  await seen('out', yesterday(12));
  const right = { what: 'replace', direction: 'in', at: localTime(yesterday(9)), reason: '=late' };
  await admin.post(`/admin/attendance/records/${id}`, right);
  const query = `?from=${dayOf(yesterday(0))}`;
  const days = (await (await admin.get(`/admin/attendance.csv${query}`)).text()).trim().split('\r\n');
  expect(days).toHaveLength(2);
  expect(days[1]).toContain(',180,false,0');
  const records = (await (await admin.get(`/admin/attendance-records.csv${query}`)).text()).trim().split('\r\n');
  expect(records).toHaveLength(4);
  expect(records.filter((line) => line.includes(`"'=late"`))).toHaveLength(2);
});

test('people find their own attendance in the copy of their data, and no page of others', async () => {
  await seen('in', yesterday(8));
  await confirmAt(anna);
  const copy = ((await (await anna.post('/account/data')).json()) as { attendance: object[] }).attendance;
  expect(copy).toMatchObject([{ direction: 'in', at: yesterday(8).toISOString(), place: 'Door' }]);
  for (const path of ['/admin/attendance', `/admin/attendance/people/${annaId}`, '/admin/attendance.csv']) {
    expect((await anna.get(path)).status).toBe(404);
  }
});

test('what does not exist is a 404', async () => {
  const nobody = crypto.randomUUID();
  for (const path of [`people/${nobody}`, `records/${nobody}`, 'people/x', 'records/x']) {
    expect([path, (await admin.get(`/admin/attendance/${path}`)).status]).toEqual([path, 404]);
    const typed = { what: 'void', direction: 'in', at: localTime(yesterday(9)), reason: 'x' };
    expect([path, (await admin.post(`/admin/attendance/${path}`, typed)).status]).toEqual([path, 404]);
  }
});
