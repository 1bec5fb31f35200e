/** The steps of the set-up, and how far they are. */
import type { Deps } from '../../deps.ts';
import { checkLivenessModels } from '../../vision/liveness/rule.ts';
import { lockSteps, ownFace, readSteps, type SetupRow, writeSteps } from './steps.store.ts';

export const STEPS = ['language', 'registration', 'networks', 'address', 'sign-in'] as const;
export type Step = (typeof STEPS)[number];
export type StepState = 'done' | 'skipped' | 'open';
export type Progress = {
  steps: { step: Step; state: StepState }[];
  done: number;
  /** The first step that is not done; one that was skipped comes last. */
  next: Step | undefined;
};

type StepDeps = Pick<Deps, 'db' | 'config' | 'tuning'>;

export function areNetworksHere({ modelsDir }: Deps['config']): Promise<boolean> {
  return checkLivenessModels(modelsDir).then(
    () => true,
    () => false,
  );
}

/** Whether the server shows by itself that a step is done. */
async function isEvident({ db, config, tuning }: StepDeps, step: Step, userId: string): Promise<boolean> {
  switch (step) {
    case 'language':
      return tuning.originOf('FACELOGIN_LANGUAGE') !== 'default';
    case 'registration':
      return tuning.originOf('FACELOGIN_REGISTRATION') !== 'default';
    case 'networks':
      return areNetworksHere(config);
    case 'address':
      return false;
    case 'sign-in':
      return Boolean((await ownFace(db, userId))?.lastUsedAt);
  }
}

async function stateOf(deps: StepDeps, row: SetupRow | undefined, step: Step, userId: string): Promise<StepState> {
  const noted = row?.steps[step];
  if (noted === 'done' || (await isEvident(deps, step, userId))) return 'done';
  return noted ?? 'open';
}

/** @param userId the administrator who looks: the last step is about the own face. */
export async function progressOf(deps: StepDeps, userId: string): Promise<Progress> {
  return progressFrom(deps, await readSteps(deps.db), userId);
}

/** What the overview reminds of: nothing where the set-up was not begun here, is done, or nobody wants to hear of it. */
export async function reminderOf(deps: StepDeps, userId: string): Promise<Progress | undefined> {
  const row = await readSteps(deps.db);
  if (!row || row.left) return undefined;
  const progress = await progressFrom(deps, row, userId);
  return progress.next && progress;
}

async function progressFrom(deps: StepDeps, row: SetupRow | undefined, userId: string): Promise<Progress> {
  const states = await Promise.all(STEPS.map((step) => stateOf(deps, row, step, userId)));
  const steps = STEPS.map((step, index) => ({ step, state: states[index]! }));
  const done = states.filter((state) => state === 'done').length;
  const next = (steps.find(({ state }) => state === 'open') ?? steps.find(({ state }) => state === 'skipped'))?.step;
  return { steps, done, next };
}

/** Notes what was done with a step. What is done stays done. */
export async function noteStep(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  { step, state }: { step: Step; state: 'done' | 'skipped' },
): Promise<void> {
  const now = clock();
  await db.transaction(async (tx) => {
    const row = await lockSteps(tx, now);
    if (row.steps[step] === 'done') return;
    await writeSteps(tx, { ...row, steps: { ...row.steps, [step]: state } }, now);
  });
}

/** The overview reminds nobody any more. */
export async function leaveSteps({ db, clock }: Pick<Deps, 'db' | 'clock'>): Promise<void> {
  const now = clock();
  await db.transaction(async (tx) => writeSteps(tx, { ...(await lockSteps(tx, now)), left: true }, now));
}

/** Where to go after a step: the next one that is open, or the list. */
export async function hrefAfter(deps: StepDeps, step: Step, userId: string): Promise<string> {
  const { steps } = await progressOf(deps, userId);
  const later = steps.slice(STEPS.indexOf(step) + 1).find(({ state }) => state === 'open');
  return later ? `/admin/setup/${later.step}` : '/admin/setup';
}
