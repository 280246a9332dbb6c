/** What a step makes of a release, or why it makes no sense from the state that the release is in. */
export type Decision<Release> = Change<Release> | Refusal;

export interface Change<Release> {
  readonly kind: 'change';
  readonly release: Release;
  /** What it means for traffic, as a sentence without a full stop. */
  readonly traffic: string;
}

export interface Refusal {
  readonly kind: 'refusal';
  /** Why, in words that follow the name of the service. */
  readonly why: string;
  /** The command that makes sense instead, without what it is for: `advance --to 100`. */
  readonly instead: string;
}

export function change<Release>(release: Release, traffic: string): Change<Release> {
  return { kind: 'change', release, traffic };
}

export function refusal(why: string, instead: string): Refusal {
  return { kind: 'refusal', why, instead };
}
