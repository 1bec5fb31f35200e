/** Gets Bun and the npm packages where they are missing. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { output, root, run, say, which } from './place.mjs';

/** The version that is installed where no usable one is found: what this project is tested with. */
const BUN_VERSION = '1.4.5';

/** A set-up step that did not work; the message is one line for the person before the terminal. */
export class SetupError extends Error {}

/** bun.lock has the format of 1.4, which an older Bun cannot read. */
function usable(path) {
  const version = output(path, ['--version'])?.match(/^(\d+)\.(\d+)\./);
  return version !== null && version !== undefined && version[1] === '1' && Number(version[2]) >= 4;
}

function localBun() {
  return join(root, '.bun', 'node_modules', '.bin', 'bun');
}

/** Path of a usable Bun: the one this runs on, one on the PATH, the one that an earlier set-up installed; or undefined. */
export function findBun() {
  const own = process.versions.bun === undefined ? [] : [process.execPath];
  return [...own, ...which('bun'), localBun()].find(usable);
}

async function installBun() {
  if (which('npm').length === 0) {
    throw new SetupError(
      `Neither Bun ${BUN_VERSION} nor npm is on the PATH. Install one: https://bun.sh or https://nodejs.org`,
    );
  }
  say(
    `No Bun 1.4 or newer found: installing Bun ${BUN_VERSION} into .bun/ with npm (about 40 MB, for this folder only).`,
  );
  mkdirSync(join(root, '.bun'), { recursive: true });
  const flags = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = await run('npm', ['install', '--prefix', join(root, '.bun'), ...flags, `bun@${BUN_VERSION}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (code !== 0 || !usable(localBun())) {
    throw new SetupError('npm could not install Bun; its message is above. Is the npm registry reachable from here?');
  }
  return localBun();
}

function stampFile() {
  return join(root, 'node_modules', '.facelogin-setup');
}

/** What the installed packages depend on: as long as it is the same, nothing has to be installed again. */
function wanted() {
  const hash = createHash('sha256');
  for (const file of ['package.json', 'bun.lock']) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function installed() {
  try {
    return readFileSync(stampFile(), 'utf8');
  } catch {
    return undefined;
  }
}

async function installPackages(bun) {
  const stamp = wanted();
  if (installed() === stamp) return;
  say('Installing the npm packages that bun.lock names.');
  // No package's own install script is needed, and some would fetch CUDA libraries or compile OpenCV.
  const flags = ['--frozen-lockfile', '--ignore-scripts', '--silent'];
  const code = await run(bun, ['install', ...flags], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (code !== 0) throw new SetupError('The packages could not be installed; the message is above.');
  writeFileSync(stampFile(), stamp);
}

/**
 * Makes the project ready to run; does nothing, and says nothing, where it is ready.
 * @returns {Promise<string>} path of the Bun to run it with.
 * @throws {SetupError} in one line.
 */
export async function setup() {
  const bun = findBun() ?? (await installBun());
  await installPackages(bun);
  return bun;
}
