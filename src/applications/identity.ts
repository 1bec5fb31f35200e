/** The identity headers of an allowed request. All of them are always there: a proxy keeps what it is not sent. */
export const IDENTITY_HEADERS = ['Remote-User', 'Remote-Name', 'Remote-Email', 'Remote-Groups', 'Remote-Sub'] as const;
export type IdentityHeader = (typeof IDENTITY_HEADERS)[number];
