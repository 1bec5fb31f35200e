/** The commands of the laboratory by their names. Their code is loaded with their use: it is most of the command line. */
import type { Command } from '../src/cli/commands.ts';

export const laboratory: Record<string, Command> = {
  fuzz: {
    doc: 'fuzz [api] --requests N --seed N: send requests by chance to a server of its own.',
    run: async (args) => (await import('./fuzz/command.ts')).fuzzCommand(args),
  },
  calibrate: {
    doc: 'Measure impostor scores on a data set and write the threshold table.',
    run: async (args) => (await import('./calibrate/command.ts')).calibrateCommand(args),
  },
  evaluate: {
    doc: 'Measure error rates on a data set, or of who is enrolled here.',
    run: async (args) => (await import('./evaluate/command.ts')).evaluateCommand(args),
  },
  bench: {
    doc: 'frame, search, http, soak, start, admin, gateway, kiosk, import, api: how fast this machine is (docs/performance.md).',
    run: async (args) => (await import('./bench/bench.ts')).benchCommand(args),
  },
};
