/** The cookies of somebody who asks a server, kept as a browser keeps them. */

export type Cookies = {
  /** The Cookie header; empty where there are none. */
  header(): string;
  /** Keeps what an answer sets, and drops what it clears. */
  take(response: Response): void;
  forget(name: string): void;
};

export function createCookies(): Cookies {
  const values = new Map<string, string>();
  return {
    header: () => [...values].map(([name, value]) => `${name}=${value}`).join('; '),
    take(response) {
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value) values.set(name, value);
        else values.delete(name);
      }
    },
    forget: (name) => void values.delete(name),
  };
}
