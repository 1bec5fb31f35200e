/** Set-up for the commands that need it: ends the process in one line where it does not work. */
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SetupError, setup } from './install.mjs';
import { fail, root, run } from './place.mjs';

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
 * The bundle for Node, which cannot run TypeScript: `dist/src/main.node.js`, `dist/lab/cli.js`, and what runs in a thread or a process of its own.
 * Packages stay outside of it, so that native ones are found where they were installed.
 * Each file takes the place of the old one whole: a server that starts meanwhile reads one or the other.
 * @returns {Promise<number>} exit code of the bundler.
 */
export async function bundleForNode(bun) {
  const threads = ['src/vision/workers/vision.worker.ts', 'src/db/make.ts'];
  const entries = ['src/main.node.ts', 'src/cli.ts', 'lab/cli.ts', ...threads];
  const fresh = join('dist', `new-${process.pid}`);
  const flags = ['--target=node', '--format=esm', '--packages=external', '--root=.', `--outdir=${fresh}`];
  const code = await run(bun, ['build', ...entries, ...flags], { stdio: ['ignore', 'ignore', 'inherit'] });
  for (const entry of code === 0 ? entries : []) {
    const file = entry.replace(/ts$/, 'js');
    mkdirSync(dirname(join(root, 'dist', file)), { recursive: true });
    renameSync(join(root, fresh, file), join(root, 'dist', file));
  }
  rmSync(join(root, fresh), { recursive: true, force: true });
  return code;
}
