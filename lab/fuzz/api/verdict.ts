/** What is wrong with an answer of the API, if anything. */
import { answerFault, type FuzzAnswer } from '../answers.ts';
import { type Asker, scopesOf } from './keys.store.ts';
import type { ApiRequest } from './requests.ts';

/** The status for who may not ask; undefined: this key may. */
function refusalFor(asker: Asker, needed: readonly string[]): number | undefined {
  if (asker === 'elsewhere') return 403;
  const own: readonly string[] = scopesOf(asker);
  if (own.length === 0) return 401;
  return needed.every((scope) => own.includes(scope)) ? undefined : 403;
}

/** Bytes of a body that the runtime takes at most (`src/main.ts`). It refuses a larger one by itself, before the key. */
const RUNTIME_BYTES = 32 * 1_048_576;

/** @returns the fault in one line; undefined where there is none. */
export function apiFault(request: ApiRequest, answer: FuzzAnswer, origin: string): string | undefined {
  const { operation, who, straight, body } = request;
  const { status, headers } = answer;
  if (status === 413 && body && body.length > RUNTIME_BYTES) return undefined;
  const refusal = refusalFor(who, operation.scopes);
  if (refusal !== undefined && status < 400) return `${who} got through`;
  // How large a body may be is asked before the scope, and after the key.
  const early = refusal === 403 && who !== 'elsewhere' && status === 413;
  if (straight && refusal !== undefined && status !== refusal && !early)
    return `${status} in place of ${refusal} for ${who}`;
  if (straight && !operation.statuses.includes(status)) return `status ${status} is not declared`;
  const type = String(headers['content-type'] ?? '');
  if (straight && status >= 400 && type !== 'application/problem+json')
    return `an error ${status} of type ${JSON.stringify(type)}`;
  return answerFault(request, answer, origin);
}
