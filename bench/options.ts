import { parseArgs } from 'node:util';
import { Budgets, PROMISE, SMOKE } from './budgets';

export interface Options {
  /** Numbers of services per environment, ascending. */
  readonly sizes: readonly number[];
  readonly rounds: number;
  readonly budgets: Budgets;
  readonly format: 'text' | 'json';
}

export const USAGE = `npm run bench -- [--size 100,1000,5000] [--rounds 3] [--smoke] [--format text|json]
  --smoke  small and quick, for CI: equal work and no quadratic growth, but no ratios
`;

/** @throws TypeError that says what is wrong with the arguments */
export function parseOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      size: { type: 'string' },
      rounds: { type: 'string' },
      smoke: { type: 'boolean', default: false },
      format: { type: 'string', default: 'text' },
    },
  });
  const { size = values.smoke ? '100,500' : '100,1000,5000', rounds = values.smoke ? '1' : '3', format } = values;
  if (format !== 'text' && format !== 'json') throw new TypeError(`--format ${format}: use text or json`);
  return {
    sizes: size.split(',').map((item) => count('--size', item)).sort((one, other) => one - other), // prettier-ignore
    rounds: count('--rounds', rounds),
    budgets: values.smoke ? SMOKE : PROMISE,
    format,
  };
}

function count(flag: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new TypeError(`${flag} ${text}: use whole numbers above 0`);
  return value;
}
