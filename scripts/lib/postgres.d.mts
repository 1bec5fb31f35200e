/** Types of postgres.mjs, for the tests that are TypeScript. */
export type Started = {
  url: string;
  stop(): Promise<void>;
  /** Stops it at once, as a crash or a pulled plug would. */
  halt(): Promise<void>;
  /** Starts it again on the same data. */
  resume(): Promise<void>;
};
export function findPostgres(): string | undefined;
export function startPostgres(): Promise<Started | { missing: string }>;
