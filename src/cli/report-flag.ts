import { InvalidArgumentError } from '@commander-js/extra-typings';

/** The answer in one more format. */
export interface Report<Format> {
  readonly format: Format;
  readonly file: string;
}

/**
 * What `--report` is told.
 *
 * @param example such as `junit=traffic.xml`
 * @throws InvalidArgumentError for anything that is not like it
 */
export function reportOfFlag<Format extends string>(
  value: string,
  formats: readonly Format[],
  example: string,
): Report<Format> {
  const [name, ...rest] = value.split('=');
  const format = formats.find((one) => one === name);
  const file = rest.join('=');
  if (format !== undefined && file !== '') return { format, file };
  throw new InvalidArgumentError(`Name a format and a file, such as ${example}: ${formats.join(', ')}.`);
}
