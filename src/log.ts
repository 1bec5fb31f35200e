/** One line a fact, to standard output and standard error, without personal data. Nothing here buffers. */

export type Fields = Record<string, string | number | boolean | undefined>;

export type Logger = {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
};

function line(message: string, fields: Fields = {}): string {
  const told = Object.entries(fields).filter(([, value]) => value !== undefined);
  return [message, ...told.map(([key, value]) => `${key}=${JSON.stringify(value)}`)].join(' ') + '\n';
}

/** The server's logger: information to standard output, the rest to standard error. */
export const consoleLog: Logger = {
  info: (message, fields) => void process.stdout.write(line(message, fields)),
  warn: (message, fields) => void process.stderr.write(`warning: ${line(message, fields)}`),
  error: (message, fields) => void process.stderr.write(`error: ${line(message, fields)}`),
};

/** A logger that says nothing, for tests and commands that print their own lines. */
export const silentLog: Logger = { info: () => {}, warn: () => {}, error: () => {} };
