import type { Origin } from './origin';

/**
 * Props that can never work, thrown at the line that passes them. What is only wrong in context is a Finding instead.
 */
export class PropsError extends Error {
  /** By which errors of another copy of this package are known, too. */
  override readonly name = 'PropsError';
  /**
   * Where the props were passed, when it is not on the stack any more. It is no property until somebody says so, and shows
   * in no print of the error.
   */
  declare origin?: Origin;

  /**
   * @param where the path of the construct, such as `production/api-service`
   * @param what what is wrong and why, as a clause without a full stop
   * @param fix how to mend it, as an imperative
   */
  constructor(
    readonly where: string,
    readonly what: string,
    readonly fix: string,
  ) {
    super(`[${where}] ${what}: ${fix}`);
  }
}

/** By name, because programs may hold two copies of this package, and errors of another realm. */
export function isPropsError(error: unknown): error is Pick<PropsError, 'message' | 'where' | 'origin'> {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === PropsError.name;
}
