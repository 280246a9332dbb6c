import type { Finding } from '../model/finding';
import type { Identity } from '../model/identity';
import { locationOf, ShowPath, summaryOf, Validation } from './validation';

/** As `validation.schema.json` documents it: fields may be added, never renamed. */
export function validationAsJson(validation: Validation, show: ShowPath): string {
  const { sets, findings, skipped, unread } = validation;
  const document = {
    findings: [
      ...findings.map((finding) => findingRecord(finding, undefined, show)),
      ...sets.flatMap(({ set, findings: own }) => own.map((finding) => findingRecord(finding, set.name, show))),
    ],
    summary: {
      ...summaryOf(validation),
      skipped: [
        ...skipped,
        ...sets.flatMap(({ set, skipped: own }) =>
          own.map(({ stage, identity, reason }) => ({
            stage,
            set: set.name,
            resource: resourceRecord(identity),
            reason,
          })),
        ),
      ],
      unchecked: sets.flatMap(({ set, unchecked }) =>
        unchecked.map((of) => ({ stage: 'schema', set: set.name, ...of })),
      ),
      unread: unread.map(({ file, reason }) => ({ file: show(file), reason })),
    },
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function findingRecord(finding: Finding, set: string | undefined, show: ShowPath): object {
  const {
    code,
    severity,
    stage,
    identity,
    version,
    origin,
    pointer,
    field,
    message,
    effect,
    fix,
    related = [],
  } = finding;
  const others = related.map((other) => {
    const location = other.locate?.();
    return { ...(location && { ...location, file: show(location.file) }), origin: other.constructPath };
  });
  return {
    code,
    severity,
    stage,
    set,
    resource: identity && resourceRecord(identity, version),
    ...locationOf(finding, show),
    origin: origin.constructPath,
    pointer,
    field,
    message,
    effect,
    fix,
    related: others.length === 0 ? undefined : others,
  };
}

function resourceRecord({ group, kind, namespace, name }: Identity, version?: string): object {
  return { group, version, kind, namespace, name };
}
