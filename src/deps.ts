/** What the server is made of. `bootstrap.ts` opens it, `createApp(deps)` and the use cases take what they need of it. */
import type { LivenessPolicy } from './biometrics/liveness.ts';
import type { Config } from './config.ts';
import type { TemplateKeys } from './crypto/templates.ts';
import type { Database } from './db/open.ts';
import type { Outbox } from './events/outbox.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { VisionEngine } from './vision/protocol.ts';

export type Deps = {
  config: Config;
  db: Database;
  vision: VisionEngine;
  outbox: Outbox;
  /** What a face must show of life. */
  liveness: LivenessPolicy;
  keys: TemplateKeys;
  /** Now. Tests move it; nothing else asks the system for the time of a decision. */
  clock: () => Date;
  log: Logger;
  metrics: Metrics;
};
