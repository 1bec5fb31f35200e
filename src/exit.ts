/** Exit codes of the server and of the command line. */

/** A refused start (settings, database, lock): told in one line; starting again does not help. */
export const REFUSED_EXIT = 1;

/**
 * The process must be started again: the vision worker hangs or is gone for good. EX_SOFTWARE of BSD's sysexits.h, so
 * that a service manager can tell it from a refused start. `scripts/start.mjs` restarts on it.
 */
export const FATAL_EXIT = 70;
