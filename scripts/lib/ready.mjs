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
 * The bundle for Node, which cannot run TypeScript: `dist/main.node.js`, `dist/cli.js` and the worker.
 * Packages stay outside of it, so that native ones are found where they were installed.
 * @returns {Promise<number>} exit code of the bundler.
 */
export function bundleForNode(bun) {
  const entries = ['src/main.node.ts', 'src/cli.ts', 'src/vision/engine.worker.ts'];
  const flags = ['--target=node', '--format=esm', '--packages=external', '--root=src', '--outdir=dist'];
  return run(bun, ['build', ...entries, ...flags], { stdio: ['ignore', 'ignore', 'inherit'] });
}
