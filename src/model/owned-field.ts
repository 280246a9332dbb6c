import type { Identity } from './identity';
import type { Origin } from './origin';

/** Fields that a controller writes at run time: Git says what they are at first, and nothing after that. */
export interface OwnedFields {
  /** The object that has the fields. */
  readonly identity: Identity;
  /** JSON pointers into the object. */
  readonly pointers: readonly string[];
  /** Field manager of the controller, such as `rollouts-controller`. */
  readonly owner: string;
  /** What declares it. */
  readonly origin: Origin;
}
