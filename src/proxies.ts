/** What requests show of a proxy that is set up incompletely: counted by fault, for the log and the doctor. */

/**
 * `proto-missing`: no X-Forwarded-Proto, though the browser came by https. `proto-wrong`: it says http. `not-trusted`:
 * the proxy is not in FACELOGIN_TRUSTED_PROXIES. `for-missing`: no X-Forwarded-For, so all clients have one address.
 * `host-missing`: the proxy does not pass the Host that the browser sent. `public-url`: people open another address
 * than FACELOGIN_PUBLIC_URL. `prefix`: the proxy mounts the server below a path.
 */
export type ProxyFault =
  | 'proto-missing'
  | 'proto-wrong'
  | 'not-trusted'
  | 'for-missing'
  | 'host-missing'
  | 'public-url'
  | 'prefix';

/** `example`: of the last request, the proxy's address, the address that people open, or the path. */
export type ProxyNote = { fault: ProxyFault; count: number; example: string };

export type ProxyNotes = {
  note(fault: ProxyFault, example: string): void;
  seen(): ProxyNote[];
};

/** @param onFirst is called once for each fault. */
export function createProxyNotes(onFirst: (note: ProxyNote) => void): ProxyNotes {
  const notes = new Map<ProxyFault, ProxyNote>();
  return {
    note(fault, example) {
      const before = notes.get(fault);
      const note = { fault, example, count: (before?.count ?? 0) + 1 };
      notes.set(fault, note);
      if (!before) onFirst(note);
    },
    seen: () => [...notes.values()],
  };
}
