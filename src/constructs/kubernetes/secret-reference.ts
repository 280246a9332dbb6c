import { having } from '../../model/props';

/** A Secret: where it is and what it is called, never what is in it. */
export interface ISecret {
  readonly name: string;
  readonly namespace: string;
}

export const SECRET = having<ISecret>(
  { name: 'string', namespace: 'string' },
  'pass a Secret such as externalSecret.secret, { name, namespace }',
);
