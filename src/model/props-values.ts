/** Checks of the small values that props are made of. */
import type { Duration } from './duration';
import { checkIpBlock } from './ip-block';
import { checkJsonWebKeys } from './json-web-keys';
import { canonicalObject } from './manifest';
import { Percent, percent, wholePercent } from './percent';
import { checkPort } from './port';
import { acceptedBy, isMadeWith, isPlainObject, madeWith, PropCheck, shortened, valueOf } from './props';
import type { Rate } from './rate';

export const isText = (value: unknown): boolean => typeof value === 'string';
const isNumber = (value: unknown): boolean => typeof value === 'number';

export const TEXT: PropCheck<string> = valueOf({ fix: 'pass a string' }, isText);

/** A name that is also the id of a construct; the tree keeps ids in an object, which has some keys from the start. */
export const ID: PropCheck<string> = valueOf(
  { fix: 'pass another name' },
  (value) => typeof value === 'string' && value !== '' && !(value in {}),
);

export const FLAG: PropCheck<boolean> = valueOf({ fix: 'pass true or false' }, (value) => typeof value === 'boolean');

export const NUMBER: PropCheck<number> = valueOf({ fix: 'pass a number' }, Number.isFinite);

/** How often something is done. */
export const COUNT: PropCheck<number> = acceptedBy(checkCount, isNumber, 'pass a whole number such as 2');

function checkCount(count: number): void {
  if (Number.isSafeInteger(count) && count >= 0) return;
  throw new RangeError(`${count} is no number of times: pass a whole number such as 2`);
}

/** Labels or annotations. */
export const LABELS: PropCheck<Readonly<Record<string, string>>> = valueOf(
  {
    fix: 'pass an object of strings',
    hidesText: true,
    problem: (value) => {
      const [key] = isPlainObject(value) ? (Object.entries(value).find(([, text]) => !isText(text)) ?? []) : [];
      return key === undefined ? undefined : `the value of "${shortened(key)}" is no string: write it in quotes`;
    },
  },
  (value) => isPlainObject(value) && Object.values(value).every(isText),
);

export const PORT: PropCheck<number> = acceptedBy(checkPort, isNumber, 'pass a whole number from 1 to 65535');

/** Addresses in CIDR notation, or one address. */
export const IP_BLOCK: PropCheck<string> = acceptedBy(checkIpBlock, isText, 'pass addresses such as 10.0.0.0/8');

export const JSON_WEB_KEYS: PropCheck<string> = acceptedBy(checkJsonWebKeys, isText, 'pass JSON as a string');

/** A share that is a plain number, as release states have it. */
export const WEIGHT: PropCheck<number> = acceptedBy(
  (weight: number) => wholePercent(percent(weight)),
  isNumber,
  'pass a whole number from 0 to 100',
);

export const DURATION: PropCheck<Duration> = madeWith<Duration>(
  { milliseconds: 'number', isLongerThan: 'function' },
  'pass a duration such as seconds(10)',
);

const isPercent = isMadeWith<Percent>({ value: 'number', rest: 'object' });
const PASS_A_PERCENTAGE = 'pass a percentage such as percent(10)';

export const PERCENT: PropCheck<Percent> = valueOf({ fix: PASS_A_PERCENTAGE }, isPercent);
export const WHOLE_PERCENT: PropCheck<Percent> = acceptedBy(wholePercent, isPercent, PASS_A_PERCENTAGE);

export const RATE: PropCheck<Rate> = madeWith<Rate>(
  { requests: 'number', unit: 'string', interval: 'object' },
  'pass a rate such as perSecond(100)',
);

/** Plain data all through, for what is turned into text before anything could validate it. */
export const PLAIN_DATA: PropCheck<Readonly<Record<string, unknown>>> = acceptedBy(
  (value: Readonly<Record<string, unknown>>) => canonicalObject(value),
  isPlainObject,
  'pass an object of plain values',
);
