/** What tokens say of a sign-in: `acr` names its strength, `amr` lists what was shown (RFC 8176). Pure. */
import { judge, type Lack } from '../../access/judge.ts';
import { type AccessPolicy, PARTS, type Proof, type Way } from '../../access/policy.ts';

const PREFIX = 'urn:facelogin:acr:';

/** `live`: every face of the way was checked for liveness. The strongest first. */
const LEVELS: readonly { name: string; way: Way; live: boolean }[] = [
  { name: 'face-live+passkey', way: 'face+passkey', live: true },
  { name: 'passkey', way: 'passkey', live: false },
  { name: 'face-live+device', way: 'face+device', live: true },
  { name: 'face-live', way: 'face', live: true },
  { name: 'password', way: 'password', live: false },
  { name: 'face', way: 'face', live: false },
];

/** Every value of `acr`, as tokens and requests have it. */
export const ACR_VALUES = LEVELS.map(({ name }) => PREFIX + name);

/** What an authorization request asks for besides the application's policy. */
export type Asked = {
  /** Values of `acr` of which one has to be met. */
  acrValues: readonly string[];
  /** Proofs of before do not count (`prompt=login`, `max_age`). */
  since?: Date | undefined;
};

export type Judged =
  | /** `acr` undefined: no level fits what was shown. */
  { enough: true; acr: string | undefined; authTime: Date }
  | { enough: false; lacks: Lack[] };

function judgeLevel({ way, live }: (typeof LEVELS)[number], proofs: readonly Proof[], now: Date, since?: Date) {
  const counted = live ? proofs.filter((proof) => proof.kind !== 'face' || proof.live) : proofs;
  return judge({ ways: [way] }, counted, now, since);
}

/** When the oldest proof of a way was shown. */
function timeOf(way: Way, proofs: readonly Proof[], now: Date): Date {
  const times = proofs.filter(({ kind }) => PARTS[way].proofs.includes(kind)).map(({ at }) => at.getTime());
  return times.length === 0 ? now : new Date(Math.min(...times));
}

/**
 * Whether a session has shown enough for a request. A value of `acr` that is unknown, or that no sign-in here can reach,
 * asks for nothing (OpenID Connect Core 3.1.2.1: `acr_values` is voluntary).
 * @param server.live whether this server checks liveness at all.
 */
export function judgeRequest(
  policy: AccessPolicy,
  asked: Asked,
  { proofs, now, live }: { proofs: readonly Proof[]; now: Date; live: boolean },
): Judged {
  const { since } = asked;
  const own = judge(policy, proofs, now, since);
  if (!own.enough) return own;
  const named = asked.acrValues.flatMap((value) => LEVELS.filter(({ name }) => PREFIX + name === value));
  const wanted = named.filter((level) => live || !level.live);
  const verdicts = wanted.map((level) => ({ level, verdict: judgeLevel(level, proofs, now, since) }));
  const met = verdicts.find(({ verdict }) => verdict.enough)?.level;
  if (wanted.length > 0 && !met) {
    const lacks = verdicts.flatMap(({ verdict }) => (verdict.enough ? [] : verdict.lacks));
    return { enough: false, lacks: lacks.sort((one, other) => one.missing.length - other.missing.length) };
  }
  const reached = met ?? LEVELS.find((level) => judgeLevel(level, proofs, now).enough);
  return { enough: true, acr: reached && PREFIX + reached.name, authTime: timeOf(met?.way ?? own.way, proofs, now) };
}

/** @param synced a passkey of the person has copies elsewhere. A verified passkey is two factors by itself. */
export function amrOf(proofs: readonly Proof[], synced: boolean): string[] {
  const kinds = new Set(proofs.map(({ kind }) => kind));
  const passkey = kinds.has('passkey');
  return [
    ...(kinds.has('face') ? ['face'] : []),
    ...(kinds.has('password') ? ['pwd'] : []),
    ...(passkey ? [synced ? 'swk' : 'hwk', 'user'] : []),
    ...(passkey || kinds.size > 1 ? ['mfa'] : []),
  ];
}
