/** Fetches the liveness networks while the administrator looks on, or elsewhere. */
import type { NetworksShown } from '../../../templates/admin/wizard/networks.tsx';
import type { Deps } from '../../deps.ts';
import { addressesOf, createFetcher, type FetchProgress, LIVENESS_FILES } from '../../vision/models/fetch.ts';
import { areNetworksHere } from './steps.ts';

export type FetchState =
  | { kind: 'idle' }
  | ({ kind: 'running' } & FetchProgress)
  /** `message`: what a program said of it. */
  | { kind: 'failed'; message: string };

export type NetworkFetch = { start(): void; state(): FetchState };

/** One download at a time. The workers have the networks when it has ended. */
export function createNetworkFetch({ config, tuning, log }: Pick<Deps, 'config' | 'tuning' | 'log'>): NetworkFetch {
  const fetchMissing = createFetcher(config.modelsDir, config.modelsUrl);
  let state: FetchState = { kind: 'idle' };

  async function run(): Promise<void> {
    try {
      const files = await fetchMissing((progress) => {
        state = { kind: 'running', ...progress };
      });
      await tuning.networksChanged();
      log.info('The liveness networks are here', { files: files.length });
      state = { kind: 'idle' };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      log.warn('The liveness networks cannot be fetched', { reason: message });
      state = { kind: 'failed', message };
    }
  }

  return {
    start() {
      if (state.kind === 'running') return;
      state = { kind: 'running', bytes: 0, total: 0 };
      void run();
    },
    state: () => state,
  };
}

/** What the step shows. */
export async function networksShown({ config }: Pick<Deps, 'config'>, fetching: NetworkFetch): Promise<NetworksShown> {
  const addresses = addressesOf(config.modelsUrl);
  return {
    here: await areNetworksHere(config),
    used: config.liveness !== 'off',
    fetching: fetching.state(),
    files: LIVENESS_FILES.map(({ file, sha256 }, index) => ({ file, sha256, address: addresses[index]! })),
    size: LIVENESS_FILES.reduce((sum, { bytes }) => sum + bytes, 0),
    from: new URL(addresses[0]!).host,
    folder: config.modelsDir,
  };
}
