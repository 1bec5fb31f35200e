/** Compares the known vulnerabilities of the installed packages (`bun audit`) with the accepted ones. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './place.mjs';

/** The accepted vulnerabilities: `[{ "id": "GHSA-…", "reason": "…", "until": "2027-01-31" }]`. */
export const ALLOW_FILE = join(root, 'audit.allow.json');

/** The advisory's public id, which ends the address of its page. */
function idOf({ id, url }) {
  return /GHSA-[\w-]+/.exec(url ?? '')?.[0] ?? String(id);
}

/**
 * What is wrong, a line each: a vulnerability that is not accepted, or an entry that has no reason, is out of date or
 * is not needed any more.
 * @param {Record<string, object[]>} found the registry's answer, by package.
 * @param {{id: string, reason: string, until: string}[]} allowed
 * @param {string} today YYYY-MM-DD.
 */
export function auditFaults(found, allowed, today) {
  const advisories = Object.entries(found).flatMap(([name, list]) =>
    list.map((one) => ({ name, ...one, id: idOf(one) })),
  );
  const accepted = new Set(allowed.filter(({ until }) => until >= today).map(({ id }) => id));
  const ids = new Set(advisories.map(({ id }) => id));
  const open = advisories.filter(({ id }) => !accepted.has(id));
  return [
    ...open.map(({ name, severity, title, id, url }) => `${name}: ${severity}: ${title} (${id}) ${url}`),
    ...allowed.filter(({ reason }) => !reason).map(({ id }) => `${id} is accepted without a reason`),
    ...allowed
      .filter(({ id, until }) => until < today && ids.has(id))
      .map(({ id, until }) => `${id} was accepted until ${until}`),
    ...allowed.filter(({ id }) => !ids.has(id)).map(({ id }) => `${id} is accepted, and nothing needs it any more`),
  ];
}

/**
 * Asks the registry.
 * @returns {{found: Record<string, object[]>} | {unreachable: string}} `unreachable`: the error in place of an answer.
 */
export function runAudit(bun, env = process.env) {
  const { stdout, stderr } = spawnSync(bun, ['audit', '--json'], {
    cwd: root,
    encoding: 'utf8',
    env,
    timeout: 120_000,
  });
  try {
    return { found: JSON.parse(stdout) };
  } catch {
    return { unreachable: (stderr || 'no answer').trim().split('\n').at(-1).slice(0, 200) };
  }
}

/** @returns {number} 0 where all is well. Also 0 where the registry does not answer, which a line says. */
export function audit(bun, say, env = process.env) {
  const answer = runAudit(bun, env);
  if ('unreachable' in answer) {
    say(`skipped: dependency audit: the registry gave no list of vulnerabilities (${answer.unreachable})`);
    return 0;
  }
  const allowed = JSON.parse(readFileSync(ALLOW_FILE, 'utf8'));
  const faults = auditFaults(answer.found, allowed, new Date().toISOString().slice(0, 10));
  for (const fault of faults) say(fault);
  if (faults.length === 0)
    say(`Dependency audit: no vulnerability is known that is not accepted (${allowed.length} are).`);
  return faults.length === 0 ? 0 : 1;
}
