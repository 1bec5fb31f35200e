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
/** `kept`: a folder of `keepCluster`, to copy in place of making a cluster. */
export function startPostgres(options?: { kept?: string }): Promise<Started | { missing: string }>;
/** Makes a cluster to copy in a folder that is there. */
export function keepCluster(kept: string): Promise<void>;
