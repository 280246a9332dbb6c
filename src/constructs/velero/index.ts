/**
 * L2 of Velero: backups on a schedule.
 *
 * @packageDocumentation
 */
export { Schedule, ScheduleProps } from './schedule';
