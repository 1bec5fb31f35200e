/** What the server counts, in the text format of Prometheus. No label holds personal data. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** One picture or search. `outcome`: `ok` or the code of the error; `seconds`: to its answer. */
export type Served = { kind: string; outcome: string; seconds: number };
/** What the server reads when somebody asks for the figures. */
export type Snapshot = {
  ready: boolean;
  queued: number;
  workers: number;
  workersReady: number;
  restarts: number;
  people: number;
  templates: number;
  attempts: { outcome: string; reason: string; count: number }[];
};

export type Metrics = {
  /** Counts an answered request. @param done.route the pattern of its address, never the address itself. */
  answered(done: { method: string; route: string; status: number; seconds: number }): void;
  served(one: Served): void;
  /** Counts the time that a worker took. */
  worked(kind: string, milliseconds: number): void;
  /** Counts a request that failed because the database was away. */
  databaseAway(): void;
  text(now: Snapshot): Promise<string>;
};

/** Seconds. A fragment takes a few milliseconds; a frame under load takes up to the deadline of five seconds. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Gauges that show a figure of the snapshot as it is. */
const FIGURES = ['workers', 'workersReady', 'queued', 'restarts', 'people', 'templates'] as const;

function gauges(registers: Registry[]) {
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `facelogin_${name}`, help, labelNames, registers });
  return {
    ready: gauge('vision_ready', 'Whether a vision worker can look at faces.'),
    workers: gauge('vision_workers', 'Vision workers that there are to be.'),
    workersReady: gauge('vision_workers_ready', 'Vision workers that can look at faces.'),
    queued: gauge('vision_queue', 'Requests admitted to the vision workers and not yet answered.'),
    restarts: gauge('vision_restarts', 'Restarts of vision workers since the process started.'),
    people: gauge('gallery_people', 'People in the gallery.'),
    templates: gauge('gallery_templates', 'Templates in the gallery.'),
    memory: gauge('memory_bytes', 'Resident memory of the process.'),
    uptime: gauge('uptime_seconds', 'Seconds since the process started.'),
    attempts: gauge(
      'attempts_ended',
      'Face attempts that ended in the last five minutes, on all servers of this database.',
      ['outcome', 'reason'],
    ),
  };
}

function histogramsAndCounters(registers: Registry[]) {
  return {
    requests: new Histogram({
      name: 'facelogin_http_seconds',
      help: 'Time to the answer of a request.',
      labelNames: ['method', 'route', 'status'],
      buckets: SECONDS,
      registers,
    }),
    frames: new Counter({
      name: 'facelogin_frames_total',
      help: 'Pictures and searches that were asked of the vision workers.',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    vision: new Histogram({
      name: 'facelogin_vision_seconds',
      help: 'Time of a picture or search: with decoding and waiting (all), in the worker alone (worker).',
      labelNames: ['kind', 'stage'],
      buckets: SECONDS,
      registers,
    }),
    away: new Counter({
      name: 'facelogin_database_errors_total',
      help: 'Requests that the database was not there for.',
      registers,
    }),
  };
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const { requests, frames, vision, away } = histogramsAndCounters([registry]);
  const now = gauges([registry]);
  return {
    answered({ method, route, status, seconds }) {
      requests.observe({ method, route, status: String(status) }, seconds);
    },
    served({ kind, outcome, seconds }) {
      frames.inc({ kind, outcome });
      vision.observe({ kind, stage: 'all' }, seconds);
    },
    worked: (kind, milliseconds) => vision.observe({ kind, stage: 'worker' }, milliseconds / 1000),
    databaseAway: () => away.inc(),
    text(snapshot) {
      now.ready.set(snapshot.ready ? 1 : 0);
      for (const name of FIGURES) now[name].set(snapshot[name]);
      now.memory.set(process.memoryUsage.rss());
      now.uptime.set(Math.round(process.uptime()));
      now.attempts.reset();
      for (const { outcome, reason, count } of snapshot.attempts) now.attempts.set({ outcome, reason }, count);
      return registry.metrics();
    },
  };
}
