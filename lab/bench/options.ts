/** What the benches read of their arguments alike. */
import { parseArgs } from 'node:util';

type Defaults = Record<string, string | undefined>;
type Values<Given extends Defaults> = { [Name in keyof Given]: Given[Name] | string } & { json: string | undefined };

/**
 * Reads options that each take a text. `--json FILE` belongs to every bench.
 * @param defaults a value for each option, or undefined where the option has none.
 * @throws {Error} in one line for an option that is not among them.
 */
export function readOptions<const Given extends Defaults>(args: string[], defaults: Given): Values<Given> {
  const names = [...Object.keys(defaults), 'json'];
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  const { values } = parseArgs({ args, options });
  return { json: undefined, ...defaults, ...values } as Values<Given>;
}

/** `1000,10000` as numbers. @throws {Error} in one line for a part that is no number above 0. */
export function numbersOf(list: string): number[] {
  const numbers = list.split(',').map(Number);
  if (numbers.some((number) => !(number > 0))) throw new Error(`Cannot use ${JSON.stringify(list)}: numbers above 0.`);
  return numbers;
}
