import type { Construct } from 'constructs';
import * as l1 from '../../../imports/velero.io';
import { fieldsOf, objectOf, optional } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { FLAG, TEXT } from '../../model/props-values';
import { metadataOf, Resource, RESOURCE_SHAPE, ResourceProps } from '../resource';

export interface ScheduleProps extends ResourceProps {
  /** The namespace that Velero runs in: it sees no schedules elsewhere. */
  readonly namespace: string;
  /** When: minute, hour, day, month and day of the week in the time zone of Velero, or `@daily`, `@every 6h`. */
  readonly cron: string;
  /** What each backup is, as Velero has it. */
  readonly template: l1.BackupSpec;
  /** Whether none is made until somebody unpauses it. @default false */
  readonly paused?: boolean | undefined;
}

const PROPS = objectOf<ScheduleProps>({
  ...RESOURCE_SHAPE,
  cron: TEXT,
  template: fieldsOf<l1.BackupSpec>(),
  paused: optional(FLAG),
});

/** As the parser of Velero takes them: five fields, with a time zone or without, or a word. */
const CRON = /^((CRON_)?TZ=\S+ )?([\d*?/,\-A-Za-z]+ ){4}[\d*?/,\-A-Za-z]+$/;
const CRON_WORD = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly|every (\d+(\.\d+)?(ns|us|ms|s|m|h))+)$/;

/**
 * Backups that Velero makes over and over.
 *
 * @see https://velero.io/docs/main/api-types/schedule/
 */
export class Schedule extends Resource {
  readonly resource: l1.Schedule;

  /** @throws PropsError when Velero would not understand when */
  constructor(scope: Construct, id: string, props: ScheduleProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { cron, template, paused, ...rest } = props;
    if (!CRON.test(cron) && !CRON_WORD.test(cron)) {
      throw new PropsError(this.node.path, `cron is "${cron}"`, 'write five fields such as "0 */6 * * *", or "@daily"');
    }
    this.resource = new l1.Schedule(this, 'Resource', {
      metadata: metadataOf(id, rest),
      spec: { schedule: cron, template, paused },
    });
  }
}
