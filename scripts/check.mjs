/** `npm run check`: checks types, format, lint, and the packages for known vulnerabilities. */
import { join } from 'node:path';
import { audit } from './lib/audit.mjs';
import { root, run, say } from './lib/place.mjs';
import { ready } from './lib/ready.mjs';

const bun = await ready();
// Both are scripts for "node". Started like this, they also run where there is only Bun.
const tool = (name, ...args) => run(process.execPath, [join(root, 'node_modules', '.bin', name), ...args]);
const codes = [await tool('tsc', '--noEmit'), await tool('biome', 'ci'), audit(bun, say)];
process.exit(codes.some((code) => code !== 0) ? 1 : 0);
