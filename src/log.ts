/** Writes one line per fact to standard output or standard error, without personal data and without a buffer. */
import { AsyncLocalStorage } from 'node:async_hooks';

export type Fields = Record<string, string | number | boolean | undefined>;

export type Logger = {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
};

type Level = keyof Logger;
export type LogFormat = 'text' | 'json';

/** The id of the request that the current code serves. */
const requests = new AsyncLocalStorage<string>();

/** Runs the work. Every line that it logs carries the request's id. */
export function inRequest<Result>(requestId: string, work: () => Result): Result {
  return requests.run(requestId, work);
}

const FORMATS: Record<LogFormat, (level: Level, message: string, fields: Fields) => string> = {
  text(level, message, fields) {
    const told = Object.entries(fields).filter(([, value]) => value !== undefined);
    const mark = { info: '', warn: 'warning: ', error: 'error: ' }[level];
    return mark + [message, ...told.map(([key, value]) => `${key}=${JSON.stringify(value)}`)].join(' ');
  },
  json: (level, message, fields) => JSON.stringify({ time: new Date().toISOString(), level, message, ...fields }),
};

/**
 * The server's logger. Information goes to standard output, the rest to standard error.
 * @param format `text` for people; `json` for a collector, one object a line.
 */
export function createLog(format: LogFormat): Logger {
  const write = (level: Level) => (message: string, fields?: Fields) => {
    const request = requests.getStore();
    const line = FORMATS[format](level, message, { ...fields, ...(request && { request }) });
    (level === 'info' ? process.stdout : process.stderr).write(`${line}\n`);
  };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}

/** The logger of commands, and of the server before it has read the settings. */
export const consoleLog: Logger = createLog('text');

/** A logger that writes nothing, for tests and for commands that print their own lines. */
export const silentLog: Logger = { info: () => {}, warn: () => {}, error: () => {} };

/** Milliseconds between two lines about the same fact. */
const MINUTE = 60_000;

/** Writes a fact that may come often. Facts of one `key` share their lines. The first of them is the one written. */
export type Tally = (level: Level, key: string, message: string, fields?: Fields) => void;

/**
 * Makes a tally: a fact gets a line at once, and then at most one line a minute, with the number of times since the
 * last line as `count`. So a fact that a client can cause at will never fills the disk. The lines carry no request's
 * id, since they stand for many.
 */
export function createTally(log: Logger, everyMs = MINUTE): Tally {
  const counts = new Map<string, number>();
  const write = (level: Level, message: string, fields: Fields) => requests.run('', () => log[level](message, fields));

  return (level, key, message, fields = {}) => {
    const before = counts.get(key);
    if (before !== undefined) return void counts.set(key, before + 1);
    const next = () => {
      const count = counts.get(key) ?? 0;
      if (count === 0) return void counts.delete(key);
      counts.set(key, 0);
      write(level, message, { ...fields, count });
      setTimeout(next, everyMs).unref();
    };
    counts.set(key, 1);
    next();
  };
}

/** Stack frames in a line. */
const FRAMES = 6;

/** Describes one error without people's input: a statement without values, a database error without its message. */
function describe(error: Error): string {
  const { code, routine } = error as { code?: unknown; routine?: unknown };
  // drizzle's message of a failed statement has every value on its second line.
  if ('query' in error && 'params' in error) return `Failed query: ${String(error.query)}`;
  // PostgreSQL's message may quote a value: `invalid input syntax for type uuid: "…"`.
  if ('severity' in error) return `PostgreSQL ${String(code)}${routine ? ` (${String(routine)})` : ''}`;
  return `${error.name}${code ? ` ${String(code)}` : ''}: ${error.message}`;
}

/** Describes an expected error in one line: what it is and what caused it, without the place. No personal data. */
export function briefCauseOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const behind = error.cause === undefined || error.cause === error ? '' : `, caused by ${briefCauseOf(error.cause)}`;
  return `${describe(error)}${behind}`;
}

/** Describes an error for a log line: what it is, where it was thrown, what caused it. No personal data. */
export function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const where = frames.slice(0, FRAMES).map((line) => line.trim());
  const behind = error.cause === undefined || error.cause === error ? [] : [`caused by ${causeOf(error.cause)}`];
  return [describe(error), ...where, ...behind].join('\n');
}
