/** Exit codes of the server and of the command line. */

/** The server refuses to start (settings, database, lock) and prints one line. Starting again does not help. */
export const REFUSED_EXIT = 1;

/**
 * The process must start again: a vision worker hangs, the embedded database has ended, or an error reached no caller.
 * The number is EX_SOFTWARE of BSD's sysexits.h, so that a service manager can tell it from a refused start.
 * `scripts/start.mjs` restarts on it.
 */
export const FATAL_EXIT = 70;
