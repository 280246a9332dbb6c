import { having } from '../../model/props';

/** A Secret: where it is and what it is called, never what is in it. */
export interface ISecret {
  /** As the Secret has it in `metadata.name`. */
  readonly name: string;
  /** Where the Secret is; proxies read those of their own namespace. */
  readonly namespace: string;
}

export const SECRET = having<ISecret>(
  { name: 'string', namespace: 'string' },
  'pass a Secret such as externalSecret.secret, { name, namespace }',
);
