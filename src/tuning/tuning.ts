/**
 * Settings that change while the server runs. The values lie in the database; every server of it hears of a change and
 * changes its `Deps.config` in place. So whoever reads a setting for each request needs to know nothing of it.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type Config, ConfigError } from '../config.ts';
import { isDatabaseAway } from '../db/errors.ts';
import { notifySettings } from '../db/listen.ts';
import type { Database } from '../db/open.ts';
import { type EventTx, happened } from '../events/events.store.ts';
import { briefCauseOf, causeOf, type Logger } from '../log.ts';
import { livenessPolicy } from '../vision/liveness/rule.ts';
import { type LivenessParts, putLiveness } from './liveness.ts';
import { lockStored, readStored, type Stored, writeStored } from './stored.store.ts';
import { configWith, type Environment, isFixed, liveSetting, liveValues, type Origin } from './values.ts';

/** Milliseconds before the next try to read what is stored. */
const RETRY_MS = 500;
/** Letters of a value, at most. */
const LONGEST = 500;

/**
 * Why a change is refused. `unknown`: no such setting, or one that is read at the start alone. `environment`: that sets
 * it. `value`: not one of its values. `together`: not beside the other settings. `networks`: they are not there.
 */
export type Refusal = {
  ok: false;
  why: 'unknown' | 'environment' | 'value' | 'together' | 'networks';
  /** In one line, in English. */
  message: string;
};
export type Changed = { ok: true; before: string; now: string };
/** `value` undefined: the default counts again. `actorId` absent: the command line. */
export type Change = { name: string; value: string | undefined; actorId?: string };

export type Tuning = {
  /** @param name of the setting in the environment. */
  originOf(name: string): Origin;
  /** What is in force of a setting that can change, as the environment would have it. */
  textOf(name: string): string;
  /** The values that are stored and read by now. */
  stored(): Stored;
  /** Whether a change would be taken. It looks at no other setting. */
  check(change: Pick<Change, 'name' | 'value'>): Promise<Refusal | undefined>;
  /** Checks, stores and records a change. It is in force when this resolves. */
  change(change: Change): Promise<Changed | Refusal>;
  /** Liveness networks have come or gone: whether they are used is decided anew. */
  networksChanged(): Promise<void>;
  /** Something was changed by somebody: what is stored is read again, until that succeeds. */
  follow(): void;
  stop(): Promise<void>;
};

export type TuningParts = {
  db: Database;
  /** Runs a transaction and tells the readers of its events. */
  commit<Result>(work: (tx: EventTx) => Promise<Result>): Promise<Result>;
  env: Environment;
  /** The settings without stored values. */
  base: Config;
  /** The settings that everybody reads, by now with the stored values. */
  config: Config;
  stored: Stored;
  clock: () => Date;
  log: Logger;
  /** Absent: nobody looks at faces in this process. */
  live?: Pick<LivenessParts, 'liveness' | 'vision'>;
};

const refused = (why: Refusal['why'], message: string): Refusal => ({ ok: false, why, message });

/** Runs one task after the other. */
function oneByOne() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(task: () => Promise<T>): Promise<T> => {
    const next = last.then(task, task);
    last = next;
    return next;
  };
}

/** The checks that need no database. */
async function checkAlone(
  { env, config }: Pick<TuningParts, 'env' | 'config'>,
  { name, value }: Pick<Change, 'name' | 'value'>,
): Promise<Refusal | undefined> {
  const setting = liveSetting(name);
  if (!setting) return refused('unknown', `${name} is no setting that can change while the server runs.`);
  if (isFixed(env, name)) return refused('environment', `${name} is set in the environment of the server, which wins.`);
  const parsed = setting.schema.safeParse(value ?? setting.fallback);
  if (!parsed.success || (value?.length ?? 0) > LONGEST) {
    const needed = parsed.success ? `at most ${LONGEST} characters` : parsed.error.issues[0]?.message;
    return refused('value', `Cannot use ${JSON.stringify(value)} as ${name}: ${needed}`);
  }
  if (setting.env !== 'FACELOGIN_LIVENESS') return undefined;
  const wanted = { liveness: parsed.data as Config['liveness'], modelsDir: config.modelsDir };
  return livenessPolicy(wanted).then(
    () => undefined,
    (error: Error) => refused('networks', error.message),
  );
}

/** Stores a change that fits beside what is stored already. */
async function store({ commit, env, clock }: TuningParts, change: Change): Promise<Changed | Refusal> {
  const { name, value, actorId } = change;
  const { fallback } = liveSetting(name)!;
  return commit(async (tx) => {
    const stored = await lockStored(tx);
    const next = new Map(stored);
    if (value === undefined) next.delete(name);
    else next.set(name, value);
    try {
      configWith(env, next);
    } catch (error) {
      if (error instanceof ConfigError) return refused('together', error.message);
      throw error;
    }
    const [before, now, at] = [stored.get(name) ?? fallback, value ?? fallback, clock()];
    await writeStored(tx, { name, value, changedAt: at, changedBy: actorId ?? null });
    if (before !== now) {
      const detail = { setting: name, from: before, to: now, ...(!actorId && { by: 'console' }) };
      await happened(tx, { at, userId: null, kind: 'setting-changed', detail, ...(actorId && { actorId }) });
    }
    await notifySettings(tx);
    return { ok: true, before, now };
  });
}

/** Reads again until it succeeds. @returns how to ask for that, and how to stop. */
function follower(read: () => Promise<void>, log: Logger) {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let again = false;
  async function run(): Promise<void> {
    for (again = true; again && !stopping.signal.aborted; ) {
      again = false;
      try {
        await read();
      } catch (error) {
        if (stopping.signal.aborted) return;
        const away = isDatabaseAway(error);
        log.warn('The changed settings cannot be read yet', { cause: away ? briefCauseOf(error) : causeOf(error) });
        again = true;
        await delay(RETRY_MS, undefined, { signal: stopping.signal }).catch(() => {});
      }
    }
  }
  return {
    follow(): void {
      again = true;
      running ??= run().finally(() => {
        running = undefined;
      });
    },
    async stop(): Promise<void> {
      stopping.abort();
      await running;
    },
  };
}

export function createTuning(parts: TuningParts): Tuning {
  const { db, env, base, config, live, log } = parts;
  const inOrder = oneByOne();
  let { stored } = parts;

  /** Puts the values in force. `anew`: the policy of liveness is made again, too. */
  async function put(next: Stored, anew: boolean): Promise<void> {
    const values = liveValues(base, env, next);
    const apply = () => {
      Object.assign(config, values);
      stored = next;
    };
    const mode = values.liveness ?? config.liveness;
    if (live && (anew || mode !== config.liveness)) await putLiveness({ config, log, ...live }, mode, apply);
    else apply();
  }
  /** What this server cannot use leaves all as it is. */
  async function read(anew = false): Promise<void> {
    const next = await readStored(db);
    await put(next, anew).catch((error: unknown) => {
      if (!(error instanceof ConfigError)) throw error;
      log.error('A changed setting cannot be used by this server, which goes on as before', { reason: error.message });
    });
  }
  const { follow, stop } = follower(() => inOrder(() => read()), log);

  return {
    originOf: (name) => (isFixed(env, name) ? 'environment' : stored.has(name) ? 'stored' : 'default'),
    textOf: (name) => env[name]?.trim() || (stored.get(name) ?? liveSetting(name)?.fallback ?? ''),
    stored: () => stored,
    check: (change) => checkAlone(parts, change),
    async change(change) {
      const problem = await checkAlone(parts, change);
      if (problem) return problem;
      const done = await store(parts, change);
      if (done.ok) await inOrder(() => read());
      return done;
    },
    networksChanged: () => inOrder(() => read(true)),
    follow,
    stop,
  };
}
