/** Runs the server until something stops it. The two mains differ only in how they listen. */
import { newSetupCode } from '../admin/setup/setup-code.ts';
import { type Config, isHttps, loadConfig } from '../config.ts';
import { isDatabaseAway } from '../db/errors.ts';
import { limitations } from '../doctor/limitations.ts';
import { checkPace } from '../doctor/pace.ts';
import { unknownSettings } from '../doctor/unknown-settings.ts';
import { FATAL_EXIT, REFUSED_EXIT } from '../exit.ts';
import { translator } from '../i18n/index.ts';
import { briefCauseOf, causeOf, consoleLog, createLog, createTally, type Logger } from '../log.ts';
import { becomeOwner, reachable } from '../owner/become.ts';
import { createApp } from './app.ts';
import { bootstrap, type Place, type Running } from './bootstrap.ts';

/** Answers a request. The second argument holds what the runtime knows of the peer. */
export type Fetch = (request: Request, peer: { remoteAddress?: string }) => Response | Promise<Response>;
/**
 * How to stop. `drain` takes no new connection and resolves when every request in flight has its answer. `stop` ends
 * the rest.
 */
export type Listening = { drain(): Promise<void>; stop(): Promise<void> };
/** Starts to listen. Rejects if the server cannot use the address. */
export type Listen = (config: Config, fetch: Fetch) => Promise<Listening>;

/** Times as long as the server gives itself to stop. The fault tests set it, which share their processors. */
const PATIENCE = Number(process.env.FACELOGIN_TEST_PATIENCE || 1);
/** Milliseconds within which the process stops. `npm start` promises three seconds. */
const STOP_MS = 2_500 * PATIENCE;
/** Milliseconds of them for the requests in flight. A frame takes 50, a clip up to two seconds. */
const DRAIN_MS = 1_800 * PATIENCE;
/** The same before a restart. A hanging worker answers no frame, so a longer wait gains nothing. */
const FATAL_DRAIN_MS = 500;

/** Calls `stop` at a signal, or when the supervisor of this process is gone. */
function onStop(stop: () => void): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
  if (process.env.FACELOGIN_SUPERVISED !== '1') return;
  process.stdin.on('end', stop).on('error', stop);
  process.stdin.resume();
}

function refuse(error: unknown): never {
  const known = error instanceof Error && ['ConfigError', 'DatabaseError', 'ModelError'].includes(error.name);
  consoleLog.error(known ? error.message : `Cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(REFUSED_EXIT);
}

/** Ends the process once: it lets the requests in flight finish, then closes everything. */
function createStop(parts: { server?: Listening; running?: Running }): (code: number, drainMs: number) => void {
  let stopping = false;
  return (code, drainMs) => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(code), STOP_MS).unref();
    const late = new Promise((resolve) => setTimeout(resolve, drainMs));
    void Promise.race([parts.server?.drain(), late])
      .then(() => parts.server?.stop())
      .then(() => parts.running?.close())
      .finally(() => process.exit(code));
  };
}

/**
 * Catches what is thrown outside of any caller. The driver throws so when a connection to the database breaks between
 * two statements. The next statement opens another connection, so the log gets a line. Anything else ends the process.
 */
function catchStray(log: Logger, stop: (code: number, drainMs: number) => void): void {
  const tally = createTally(log);
  const onError = (error: unknown) => {
    // All connections of the pool break at once.
    const lost = 'A connection to the database was lost';
    if (isDatabaseAway(error)) return tally('warn', lost, lost, { cause: briefCauseOf(error) });
    log.error('Nobody foresaw this. The process ends so that it can be started again.', { cause: causeOf(error) });
    stop(FATAL_EXIT, FATAL_DRAIN_MS);
  };
  process.on('uncaughtException', onError).on('unhandledRejection', onError);
}

async function start(place: Place, listen: Listen): Promise<void> {
  const asked = loadConfig();
  const log = createLog(asked.log);
  const { reach, name } = becomeOwner(asked.data);
  const config = reachable(asked, reach);
  if (name) log.info(`The data folder belongs to user ${name}: the server runs as ${name}, not as root.`);
  const parts: { server?: Listening; running?: Running } = {};
  const stop = createStop(parts);
  catchStray(log, stop);
  let stopping = false;
  const running = await bootstrap(config, place, log, (reason) => {
    log.error(`${reason} This process ends so that it can be started again.`);
    stop(FATAL_EXIT, FATAL_DRAIN_MS);
  });
  parts.running = running;
  const app = createApp(running.deps, running.assets);
  parts.server = await listen(config, (request, peer) => app.fetch(request, peer)).catch(async (error: unknown) => {
    await running.close();
    throw new Error(`the address ${config.host} port ${config.port} cannot be used: ${(error as Error).message}`);
  });
  onStop(() => {
    stopping = true;
    stop(0, DRAIN_MS);
  });
  await running.ready.catch((error: Error) => {
    if (!stopping) log.error(`Face sign-in does not work: ${error.message}`);
  });
  if (stopping) return;
  const t = translator('en');
  const gallery = running.deps.vision.status();
  log.info(
    `FaceLogin is at ${config.publicUrl}${isHttps(config) ? ` (listening on ${config.host}:${config.port})` : ''}`,
  );
  log.info(`${gallery.people} people enrolled, ${gallery.templates} templates.`);
  const code = await newSetupCode(running.deps);
  if (code) {
    log.info(`There is no administrator yet. To become one, open ${config.publicUrl}/setup and type ${code}`);
    log.info('That code works once, within 24 hours; the next start makes another one.');
  }
  const slow = checkPace(gallery);
  if (slow) log.warn(t(slow.text.key, slow.text.vars));
  for (const line of unknownSettings()) log.warn(line);
  for (const { key, vars } of limitations(running.deps.config, gallery, running.deps.liveness)) log.warn(t(key, vars));
}

/** Serves until a signal, then ends the process. A refused start prints one line and exits with code 1. */
export function serve(place: Place, listen: Listen): Promise<void> {
  return start(place, listen).catch(refuse);
}
