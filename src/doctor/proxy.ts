/** What the doctor and the log say of a proxy that is set up incompletely. */
import type { Config } from '../config.ts';
import { type MessageKey, translator } from '../i18n/index.ts';
import type { Logger } from '../log.ts';
import type { ProxyFault, ProxyNote } from '../proxies.ts';
import { type Check, type Found, found, foundBy } from './finding.ts';
import { linesFor } from './proxy-lines.ts';

/** The rest only may be a fault: a visitor may have typed an address that is not the usual one. */
const BROKEN: readonly ProxyFault[] = ['proto-missing', 'proto-wrong', 'not-trusted', 'for-missing'];

function textOf({ fault }: ProxyNote): MessageKey {
  return `doctor.proxy.${fault}`;
}

function findingOf(config: Config, note: ProxyNote): Found {
  const vars = { example: note.example, count: note.count, publicUrl: config.publicUrl };
  const lines = Object.entries(linesFor(config, note)).map(([place, line]) =>
    place === 'set' ? line : `${place}: ${line}`,
  );
  return foundBy(lines.join('\n'), BROKEN.includes(note.fault) ? 'broken' : 'limited', textOf(note), vars);
}

/** A check for each fault that a running server has seen. @param notes undefined: no server runs. */
export function proxyChecks(config: Config, notes: readonly ProxyNote[] | undefined): Check[] {
  if (!notes?.length) {
    const nothing = found(notes ? 'ok' : 'limited', notes ? 'doctor.proxy.ok' : 'doctor.proxy.unknown');
    return [{ what: 'proxy', run: async () => nothing }];
  }
  return notes.map((note) => ({ what: 'proxy', run: async () => findingOf(config, note) }));
}

/** Writes the first request of a fault into the log. No line of it holds the address of a peer. */
export function tellOfProxy(log: Logger, config: Config, note: ProxyNote): void {
  const ofPeer = BROKEN.includes(note.fault);
  const shown = ofPeer ? { ...note, example: '…' } : note;
  const vars = { example: shown.example, count: note.count, publicUrl: config.publicUrl };
  log.warn(translator('en')(textOf(note), vars), linesFor(config, shown));
}
