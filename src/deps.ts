/** The parts of the server. `bootstrap.ts` opens them; `createApp(deps)` and each use case take those they need. */
import type { LivenessPolicy } from './biometrics/liveness.ts';
import type { Config } from './config.ts';
import type { TemplateKeys } from './crypto/templates.ts';
import type { Database } from './db/open.ts';
import type { Outbox } from './events/outbox.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { ProxyNotes } from './proxies.ts';
import type { Tuning } from './tuning/tuning.ts';
import type { VisionEngine } from './vision/protocol.ts';

export type Deps = {
  /** The settings in force. `tuning` changes them in place: read a value for each request, and keep none. */
  config: Config;
  db: Database;
  vision: VisionEngine;
  outbox: Outbox;
  /** The proof of life that a face must give. `tuning` changes it in place, too. */
  liveness: LivenessPolicy;
  keys: TemplateKeys;
  /** Now. Tests move it. No decision asks the system for the time. */
  clock: () => Date;
  log: Logger;
  metrics: Metrics;
  /** Changes settings while the server runs. */
  tuning: Tuning;
  /** What requests show of a proxy that is set up incompletely. */
  proxies: ProxyNotes;
};
