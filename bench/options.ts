import { parseArgs } from 'node:util';
import { Budgets, PROMISE, SMOKE } from './budgets';
import type { Contest } from './contest';
import { synth } from './synth';
import { traffic } from './traffic';
import { validate } from './validate';

const CONTESTS: readonly Contest[] = [synth, validate, traffic];

export interface Options {
  readonly contests: readonly Contest[];
  /** Numbers of services per environment, ascending. */
  readonly sizes: readonly number[];
  readonly rounds: number;
  /** The most services that peers get which take minutes for more. */
  readonly patience: number;
  readonly budgets: Budgets;
  readonly format: 'text' | 'json';
}

export const USAGE = `npm run bench -- [synth] [validate] [traffic] [--size 100,1000,5000] [--rounds 3] [--smoke] [--format text|json]
  --smoke  small and quick, for CI: equal work and no quadratic growth, but no ratios
`;

/** @throws TypeError that says what is wrong with the arguments */
export function parseOptions(argv: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
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
    contests: positionals.length === 0 ? CONTESTS : positionals.map(contestNamed),
    sizes: size.split(',').map((item) => count('--size', item)).sort((one, other) => one - other), // prettier-ignore
    rounds: count('--rounds', rounds),
    patience: values.smoke ? 100 : 1000,
    budgets: values.smoke ? SMOKE : PROMISE,
    format,
  };
}

function contestNamed(name: string): Contest {
  const contest = CONTESTS.find((one) => one.name === name);
  if (contest === undefined) throw new TypeError(`${name}: use ${CONTESTS.map((one) => one.name).join(' or ')}`);
  return contest;
}

function count(flag: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new TypeError(`${flag} ${text}: use whole numbers above 0`);
  return value;
}
