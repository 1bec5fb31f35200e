/**
 * `npm run opencv:build`: builds the OpenCV addon `@u4/opencv4nodejs` against the system's OpenCV.
 * `FACELOGIN_LBPH_BACKEND=opencv` and `test/opencv-parity.test.ts`, which compares our LBPH with OpenCV's, need it.
 * The first build takes about five minutes. The result is kept outside the project for the next clone.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { output, root, run, say, which } from './lib/place.mjs';

const ADDON = 'opencv4nodejs.node';
const APT = 'sudo apt-get install libopencv-dev libopencv-contrib-dev build-essential pkg-config python3';

/** A reason to stop, in one line. */
class BuildError extends Error {}

/** The Node that will load the addon: this one, or under Bun the first real Node on the PATH. */
function findNode() {
  const candidates = process.versions.bun === undefined ? [process.execPath] : which('node');
  const ask =
    'process.versions.bun ? "" : [process.execPath, process.versions.modules, process.versions.node].join("|")';
  for (const candidate of candidates) {
    const [path, abi, version] = output(candidate, ['-p', ask])?.split('|') ?? [];
    if (version) return { path, abi, version };
  }
  throw new BuildError('The OpenCV addon needs Node 20 or newer on the PATH: Bun cannot load it.');
}

function findOpenCV() {
  if (which('pkg-config').length === 0) throw new BuildError(`pkg-config is missing: ${APT}`);
  const ask = (flag) => output('pkg-config', [flag, 'opencv4']);
  const version = ask('--modversion');
  const folders = ask('--cflags-only-I')?.split(/\s+/) ?? [];
  const include = folders.map((flag) => flag.slice(2)).find((path) => existsSync(join(path, 'opencv2', 'face.hpp')));
  if (!version || !include) {
    throw new BuildError(`OpenCV 4 with its face module is missing: ${APT}`);
  }
  return { version, include, libraries: ask('--variable=libdir') };
}

/** The headers beside this Node where they are of its version. Without them node-gyp fetches some from nodejs.org. */
function headersOf(node) {
  const prefix = dirname(dirname(node.path));
  try {
    const header = readFileSync(join(prefix, 'include', 'node', 'node_version.h'), 'utf8');
    const [major, minor] = ['MAJOR', 'MINOR'].map((part) => header.match(`#define NODE_${part}_VERSION (\\d+)`)?.[1]);
    return node.version.startsWith(`${major}.${minor}.`) ? [`--nodedir=${prefix}`] : [];
  } catch {
    return [];
  }
}

function findNodeGyp(node) {
  const npm = join(dirname(dirname(node.path)), 'lib', 'node_modules', 'npm', 'node_modules');
  const found = [join(root, 'node_modules'), npm].map((folder) => join(folder, 'node-gyp', 'bin', 'node-gyp.js'));
  const path = found.find(existsSync);
  if (!path) throw new BuildError('node-gyp is missing: run  npm run setup  first.');
  return path;
}

async function compile(folder, node, opencv) {
  say(`Building the addon against OpenCV ${opencv.version} for Node ${node.version}: about five minutes.`);
  const arguments_ = [findNodeGyp(node), 'rebuild', '--jobs=2', '--loglevel=error', ...headersOf(node)];
  const code = await run('nice', ['-n', '10', node.path, ...arguments_], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      // binding.gyp asks `node` for its flags, which must be a real Node, also under Bun.
      PATH: `${dirname(node.path)}:${process.env.PATH}`,
      OPENCV4NODEJS_DISABLE_AUTOBUILD: '1',
      OPENCV_INCLUDE_DIR: opencv.include,
      OPENCV_LIB_DIR: opencv.libraries,
      OPENCV_BIN_DIR: '/usr/bin',
    },
  });
  if (code !== 0) throw new BuildError(`The addon could not be built. The message is above. It needs: ${APT}`);
}

/** Copies under another name first, so that nobody sees half a file. */
function copyWhole(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, `${to}.${process.pid}`);
  renameSync(`${to}.${process.pid}`, to);
}

async function build() {
  const folder = join(root, 'node_modules', '@u4', 'opencv4nodejs');
  if (!existsSync(folder)) throw new BuildError('The package @u4/opencv4nodejs is missing: run  npm run setup  first.');
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const [node, opencv] = [findNode(), findOpenCV()];
  const cache = process.env.FACELOGIN_CACHE || join(homedir(), '.cache', 'facelogin');
  const key = `opencv4nodejs-${version}-node${node.abi}-opencv${opencv.version}-${process.arch}`;
  const kept = join(cache, key, ADDON);
  const built = join(folder, 'build', 'Release', ADDON);
  if (existsSync(kept)) {
    if (!existsSync(built) || statSync(built).size !== statSync(kept).size) copyWhole(kept, built);
  } else {
    await compile(folder, node, opencv);
    copyWhole(built, kept);
  }
  const shown = output(node.path, ['-p', 'Object.values(require(process.argv[1]).version).join(".")', built]);
  if (!shown)
    throw new BuildError(`The addon was built but Node cannot load it: remove ${join(cache, key)} and try again.`);
  say(`The OpenCV addon is ready (OpenCV ${shown}).`);
}

try {
  await build();
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
