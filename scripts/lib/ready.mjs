/** What a command needs before it runs: the set-up, and the bundle for Node. */
import { SetupError, setup } from './install.mjs';
import { fail, run } from './place.mjs';

/** Sets up, or ends the process with one line. @returns {Promise<string>} path of the Bun to use. */
export async function ready() {
  try {
    return await setup();
  } catch (error) {
    if (error instanceof SetupError) fail(`Set-up stopped: ${error.message}`);
    throw error;
  }
}

/**
 * Bundles for Node, which cannot run TypeScript: `dist/src/main.node.js`, both command lines and the vision worker.
 * Packages stay outside of the bundle, so that Node finds the native ones where they were installed.
 * @returns {Promise<number>} exit code of the bundler.
 */
export function bundleForNode(bun) {
  const entries = ['src/main.node.ts', 'src/cli.ts', 'lab/cli.ts', 'src/vision/workers/vision.worker.ts'];
  const flags = ['--target=node', '--format=esm', '--packages=external', '--root=.', '--outdir=dist'];
  return run(bun, ['build', ...entries, ...flags], { stdio: ['ignore', 'ignore', 'inherit'] });
}
