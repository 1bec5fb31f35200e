/**
 * `/admin/self-test`. `app.ts` mounts these routes behind `admin/guard.ts`, which decides who may open any address
 * under `/admin`.
 */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { AdminFrame } from '../../templates/admin/frame.tsx';
import { SelfTestPage } from '../../templates/selftest/self-test.tsx';
import { TrialDone, TrialEnded, TrialProgress } from '../../templates/selftest/trial.tsx';
import { GOAL, TrialCounts } from '../../templates/selftest/trials.tsx';
import { checksOf, TRIAL_KINDS, type TrialKind } from '../biometrics/session/trial.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { FRAME_BYTES, formData, readFrames, WRAPPING_BYTES } from '../http/body/capture.ts';
import type { Env } from '../http/env.ts';
import { needs } from '../http/needs.ts';
import { fragment, page, view } from '../http/render.tsx';
import { type TrialAnswer, trialFrame } from './trial.ts';
import { deleteTrials, type Tallies, tallyTrials } from './trials.store.ts';

/** The administrator whose trials these are, and the session. */
function operatorOf(c: Context<Env>): { sessionHash: string; userId: string } {
  const { idHash, userId } = c.var.session!;
  return { sessionHash: idHash, userId };
}

/** The kind that the page preselects: the last one until its trials reach the goal, then the next open one. */
function nextKind({ kinds, lastKind }: Tallies): TrialKind {
  const open = (kind: TrialKind) => kinds[kind].tries < GOAL;
  if (lastKind && open(lastKind)) return lastKind;
  return TRIAL_KINDS.find(open) ?? lastKind ?? 'person';
}

/** The kind of trial that a first frame begins. @throws {AppError} `bad-request` if the frame names no kind. */
function begunBy(form: FormData): { begin?: TrialKind } {
  if (form.get('begin') === null) return {};
  const begin = TRIAL_KINDS.find((kind) => kind === form.get('kind'));
  if (!begin) throw new AppError('bad-request');
  return { begin };
}

async function answer(c: Context<Env>, deps: Deps, result: TrialAnswer): Promise<Response> {
  const v = view(c, deps.config);
  if (result.kind === 'continue') return fragment(c, <TrialProgress view={v} on={result} />);
  if (result.kind === 'over') return fragment(c, <TrialEnded view={v} reason="trial.over" />, 410);
  const tallies = await tallyTrials(deps.db, operatorOf(c).userId, checksOf(deps.liveness));
  return fragment(
    c,
    <>
      <TrialDone view={v} what={result.what} result={result} />
      <TrialCounts view={v} kind={result.what} tallies={tallies} />
    </>,
  );
}

export function selfTestRoutes(deps: Deps) {
  const { db, config, liveness } = deps;
  return new Hono<Env>()
    .get('/admin/self-test', async (c) => {
      const v = view(c, config);
      const tallies = await tallyTrials(db, operatorOf(c).userId, checksOf(liveness));
      const title = c.var.t('trial.title');
      return page(
        c,
        { view: v, title, wide: true },
        <AdminFrame view={v} tab="self-test" title={title}>
          <SelfTestPage view={v} checks={checksOf(liveness)} tallies={tallies} kind={nextKind(tallies)} />
        </AdminFrame>,
      );
    })
    .post('/admin/self-test/frame', needs({ body: FRAME_BYTES + WRAPPING_BYTES }), async (c) => {
      if (!checksOf(liveness)) throw new AppError('not-found');
      const form = await formData(c);
      const [image] = await readFrames(form, 1);
      const frame = { ...operatorOf(c), ...begunBy(form), image: image!, other: form.get('other') !== null };
      const result = await trialFrame(deps, frame).catch((error: unknown) => {
        // Only this frame came too soon, so the page keeps its poller.
        if (error instanceof AppError && error.code === 'too-fast') c.header('HX-Reswap', 'none');
        throw error;
      });
      return answer(c, deps, result);
    })
    .post('/admin/self-test/start-over', async (c) => {
      await deleteTrials(db, operatorOf(c).userId);
      return c.redirect('/admin/self-test', 303);
    });
}
