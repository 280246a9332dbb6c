export { Schedule, ScheduleProps } from './schedule';
