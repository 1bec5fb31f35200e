/** Set-up for the commands that need it: ends the process in one line where it does not work. */
import { SetupError, setup } from './install.mjs';
import { fail, run } from './place.mjs';

/** @returns {Promise<string>} path of the Bun to use. */
export async function ready() {
  try {
    return await setup();
  } catch (error) {
    if (error instanceof SetupError) fail(`Set-up stopped: ${error.message}`);
    throw error;
  }
}

/**
 * The bundle for Node, which cannot run TypeScript: `dist/src/main.node.js`, `dist/lab/cli.js` and the worker.
 * Packages stay outside of it, so that native ones are found where they were installed.
 * @returns {Promise<number>} exit code of the bundler.
 */
export function bundleForNode(bun) {
  const entries = ['src/main.node.ts', 'src/cli.ts', 'lab/cli.ts', 'src/vision/workers/vision.worker.ts'];
  const flags = ['--target=node', '--format=esm', '--packages=external', '--root=.', '--outdir=dist'];
  return run(bun, ['build', ...entries, ...flags], { stdio: ['ignore', 'ignore', 'inherit'] });
}
