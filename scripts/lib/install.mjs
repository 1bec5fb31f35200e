/** Installs Bun and the npm packages where they are missing. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allowedMiB, wantOfMemory } from '../../src/memory.mjs';
import { output, root, run, say, which } from './place.mjs';

/** The version that this project is tested with, and that is installed where there is no usable one. */
const BUN_VERSION = '1.4.5';

/** What a shell reports of a program that SIGKILL ended. */
const KILLED = 137;
/** MiB that an installation takes at most. Measured: 310 to 360. */
const INSTALL_MIB = 400;

/** A set-up step failed. The message is one line for the person at the terminal. */
export class SetupError extends Error {}

/** An older Bun than 1.4 cannot read the format of bun.lock. */
function usable(path) {
  const version = output(path, ['--version'])?.match(/^(\d+)\.(\d+)\./);
  return version !== null && version !== undefined && version[1] === '1' && Number(version[2]) >= 4;
}

function localBun() {
  return join(root, '.bun', 'node_modules', '.bin', 'bun');
}

/** Path of a usable Bun or undefined: the one that runs this, one on the PATH, or that of an earlier set-up. */
export function findBun() {
  const own = process.versions.bun === undefined ? [] : [process.execPath];
  return [...own, ...which('bun'), localBun()].find(usable);
}

/** @throws {SetupError} where the system killed the program: it leaves no message of its own. */
function refuseKilled(program, code) {
  if (code === KILLED) throw new SetupError(`${program} ended: ${wantOfMemory(allowedMiB(), INSTALL_MIB)}.`);
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
  refuseKilled('npm', code);
  if (code !== 0 || !usable(localBun())) {
    throw new SetupError('npm could not install Bun. Its message is above. Is the npm registry reachable from here?');
  }
  return localBun();
}

function stampFile() {
  return join(root, 'node_modules', '.facelogin-setup');
}

/** Hash of the files that name the packages. While it is the same, nothing is installed again. */
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
  // No install script is needed, and some would fetch CUDA libraries or compile OpenCV.
  const flags = ['--frozen-lockfile', '--ignore-scripts', '--silent'];
  const code = await run(bun, ['install', ...flags], { stdio: ['ignore', 'ignore', 'inherit'] });
  refuseKilled('bun install', code);
  if (code !== 0) throw new SetupError('The packages could not be installed. The message is above.');
  writeFileSync(stampFile(), stamp);
}

/**
 * Makes the project ready to run. It does and says nothing where all is installed.
 * @returns {Promise<string>} path of the Bun to use.
 * @throws {SetupError} in one line.
 */
export async function setup() {
  const bun = findBun() ?? (await installBun());
  await installPackages(bun);
  return bun;
}
