import type { Identity } from '../model/identity';
import type { Json } from '../model/json';

/** What a change is about, in the order in which a reviewer wants to know of it. */
export const CATEGORIES = ['weights', 'hosts', 'policies', 'deletions', 'other'] as const;
export type Category = (typeof CATEGORIES)[number];

/** One place in which two objects of one identity differ. */
export interface FieldChange {
  /** `moved`: an item of a list whose order matters is at another place in it. */
  readonly change: 'added' | 'removed' | 'changed' | 'moved';
  /** For people: as the pointer, with items of lists by their names, such as `spec.http[default].timeout`. */
  readonly path: string;
  /** JSON pointer into the object as it was; absent where something is added. */
  readonly from?: string;
  /** JSON pointer into the object as it will be; absent where something is removed. */
  readonly to?: string;
  /** What was there; absent where something is added or moved. */
  readonly before?: Json;
  /** What will be there; absent where something is removed or moved. */
  readonly after?: Json;
}

/** A destination of a route gets another share of its requests. */
export interface ShareChange {
  /** The rule, for people: `spec.http[default]`. */
  readonly path: string;
  /** JSON pointer of the destination in the object as it was; absent where the rule did not have it. */
  readonly from?: string;
  /** JSON pointer of the destination in the object as it will be; absent where the rule will not have it. */
  readonly to?: string;
  readonly destination: Destination;
  /** Percent of the requests that the rule matches; 0 where the destination is not among those of the rule. */
  readonly before: number;
  readonly after: number;
}

export interface Destination {
  readonly host: string;
  readonly subset?: string;
  readonly port?: number;
}

/** An object that is on one side only, or differs. */
export interface ObjectChange {
  /** The set that the object is in, or was in: the path of its kustomization below the tree. */
  readonly set: string;
  readonly identity: Identity;
  /** Version of the object as it will be, or as it was. */
  readonly version: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** The first of the categories of its fields; `deletions` for an object that goes away. */
  readonly category: Category;
  /** What its weights mean; of an object that is on one side only, from nothing to all of them, or back. */
  readonly shares: readonly ShareChange[];
  /** By category. The one field of an object that is on one side only is all of it. */
  readonly fields: readonly (FieldChange & { readonly category: Category })[];
}
