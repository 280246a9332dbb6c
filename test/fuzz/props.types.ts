/** That checks cannot take other values than the types of props do; `npm run types` compiles it, and nothing runs it. */
import { listOf, objectOf, oneOf, optional } from '../../src/model/props';
import { NUMBER, TEXT } from '../../src/model/props-values';

interface Props {
  readonly name: string;
  readonly mode?: 'FAST' | 'SAFE' | undefined;
  readonly hosts?: readonly string[] | undefined;
}

const name = TEXT;
const mode = optional(oneOf('FAST', 'SAFE'));
const hosts = optional(listOf(TEXT));

export const checks = [
  objectOf<Props>({ name, mode, hosts }),
  // @ts-expect-error a number is no name
  objectOf<Props>({ name: NUMBER, mode, hosts }),
  // @ts-expect-error it would not take SAFE
  objectOf<Props>({ name, mode: optional(oneOf('FAST')), hosts }),
  // @ts-expect-error it would take CHEAP
  objectOf<Props>({ name, mode: optional(oneOf('FAST', 'SAFE', 'CHEAP')), hosts }),
  // @ts-expect-error the name is required
  objectOf<Props>({ name: optional(TEXT), mode, hosts }),
  // @ts-expect-error the hosts are not
  objectOf<Props>({ name, mode, hosts: listOf(TEXT) }),
  // @ts-expect-error it would refuse hosts
  objectOf<Props>({ name, mode }),
  // @ts-expect-error it would take ports
  objectOf<Props>({ name, mode, hosts, ports: NUMBER }),
];
