/** The words for each reason why somebody does not get in. */
import type { MessageKey } from '../i18n/index.ts';
import type { Reason } from './check/decide.ts';

type Words = { title: MessageKey; why: MessageKey };

const WORDS: Record<Reason | 'proxy', Words> = {
  'origin-unknown': { title: 'gateway.refused.unknown.title', why: 'gateway.refused.unknown.why' },
  'application-off': { title: 'gateway.refused.off.title', why: 'gateway.refused.off.why' },
  'no-forward-auth': {
    title: 'gateway.refused.no-forward-auth.title',
    why: 'gateway.refused.no-forward-auth.why',
  },
  'plain-http': { title: 'gateway.refused.plain-http.title', why: 'gateway.refused.plain-http.why' },
  'path-unreadable': { title: 'gateway.refused.path.title', why: 'gateway.refused.path.why' },
  'not-for-person': { title: 'gateway.refused.person.title', why: 'gateway.refused.person.why' },
  proxy: { title: 'gateway.refused.proxy.title', why: 'gateway.refused.proxy.why' },
};

/** @param reason `proxy`: the proxy's question could not be read. */
export function wordsFor(reason: Reason | 'proxy'): Words {
  return WORDS[reason];
}
