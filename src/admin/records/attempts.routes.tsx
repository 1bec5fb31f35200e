/** `/admin/attempts`: the sign-in attempts by face and their outcomes. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { AttemptPage } from '../../../templates/admin/attempts/attempt.tsx';
import { AttemptsPage } from '../../../templates/admin/attempts/attempts.tsx';
import type { DecisionItem } from '../../../templates/admin/attempts/decisions.tsx';
import { PROBLEMS } from '../../biometrics/observation.ts';
import { REASONS } from '../../biometrics/reasons.ts';
import type { EndedState } from '../../biometrics/session/attempt.ts';
import type { Queryable } from '../../db/open.ts';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { Env } from '../../http/env.ts';
import { download } from '../download.ts';
import { findIdByName } from '../people/people.store.ts';
import { choiceOf, cursorOf, dayAfter, dayOf, isId, pageOf, type Read, textOf } from '../query.ts';
import { adminPage } from '../show.tsx';
import { type AttemptFilter, findAttempt, listAttempts, MODES, namesOf, OUTCOMES } from './attempts.store.ts';
import { exportAttempts } from './export.ts';

/** Reads the filter of a request. `shown`: its values as the form shows them again. */
async function filterOf(db: Queryable, read: Read) {
  const [outcome, reason] = [choiceOf(read, 'outcome', OUTCOMES), choiceOf(read, 'reason', REASONS)];
  const [mode, person] = [choiceOf(read, 'mode', MODES), textOf(read, 'person')];
  const [from, to] = [dayOf(read, 'from'), dayOf(read, 'to')];
  const day = (date: Date | undefined) => date?.toISOString().slice(0, 10) ?? '';
  const filter: AttemptFilter = { outcome, reason, mode, from, to: to && dayAfter(to) };
  if (person) filter.person = await findIdByName(db, person);
  const shown = {
    outcome: outcome ?? '',
    reason: reason ?? '',
    mode: mode ?? '',
    person,
    from: day(from),
    to: day(to),
  };
  return { filter, shown };
}

async function decisionsOf(db: Queryable, { decisions = [] }: EndedState): Promise<DecisionItem[]> {
  const ids = decisions.flatMap(({ userId, otherUserId }) => [userId ?? [], otherUserId ?? []].flat());
  const names = await namesOf(db, [...new Set(ids)]);
  return decisions.map(({ liveness, ...decided }) => ({
    ...decided,
    passive: liveness?.passive,
    username: decided.userId && names.get(decided.userId),
    otherName: decided.otherUserId && names.get(decided.otherUserId),
  }));
}

async function attemptPage(c: Context<Env>, deps: Deps) {
  const id = c.req.param('id') ?? '';
  const found = isId(id) ? await findAttempt(deps.db, id, deps.clock()) : undefined;
  if (!found) throw new AppError('not-found');
  const { attempt, ...names } = found;
  const kept: EndedState = attempt.state;
  const decisions = await decisionsOf(deps.db, kept);
  const { usable = 0, replays = 0, problems = {} } = kept;
  const counted = PROBLEMS.flatMap((problem) => (problems[problem] ? [{ problem, count: problems[problem] }] : []));
  const seen = { usable, replays, problems: counted, byPhone: kept.handOff !== undefined };
  return adminPage(c, deps, { tab: 'attempts', title: c.var.t('admin.attempt') }, (v) => (
    <AttemptPage view={v} attempt={{ ...attempt, ...names }} decisions={decisions} {...seen} />
  ));
}

export function attemptsRoutes(deps: Deps) {
  const { db, clock } = deps;
  return new Hono<Env>()
    .get('/admin/attempts', async (c) => {
      const read = (name: string) => c.req.query(name);
      const { filter, shown } = await filterOf(db, read);
      const after = cursorOf(read);
      const page = pageOf(await listAttempts(db, filter, { now: clock(), after }));
      return adminPage(c, deps, { tab: 'attempts', title: c.var.t('admin.attempts') }, (v) => (
        <AttemptsPage view={v} filter={shown} later={after !== undefined} {...page} />
      ));
    })
    .get('/admin/attempts.csv', async (c) => {
      const { filter } = await filterOf(db, (name) => c.req.query(name));
      return download(c, deps, { what: 'attempts', body: exportAttempts(db, filter, clock()) });
    })
    .get('/admin/attempts/:id', (c) => attemptPage(c, deps));
}
