/** The commands of the laboratory by their names. */
import type { Command } from '../src/cli/commands.ts';
import { benchCommand } from './bench/bench.ts';
import { calibrateCommand } from './calibrate/command.ts';
import { evaluateCommand } from './evaluate/command.ts';
import { fuzzCommand } from './fuzz/command.ts';

export const laboratory: Record<string, Command> = {
  fuzz: { doc: 'fuzz [api] --requests N --seed N: send requests by chance to a server of its own.', run: fuzzCommand },
  calibrate: { doc: 'Measure impostor scores on a data set and write the threshold table.', run: calibrateCommand },
  evaluate: { doc: 'Measure error rates on a data set, or of who is enrolled here.', run: evaluateCommand },
  bench: {
    doc: 'frame, search, http, soak, start, admin, gateway, api: how fast this machine is (docs/performance.md).',
    run: benchCommand,
  },
};
