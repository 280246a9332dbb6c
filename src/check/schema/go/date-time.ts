const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
/** The separator of the fraction may be any character but a line break: the pattern of kube-openapi has an unescaped dot. */
const CLOCK = /^(\d{2}):(\d{2}):(\d{2})(.[0-9]+)?(z|[+-]\d{2}:\d{2})$/u;
const RFC3339 = /^(\d{4}-\d{2}-\d{2})T(\d{1,2}):(\d{2}):(\d{2})([.,]\d+)?(Z|[+-](\d{2}):(\d{2}))$/;

/** The format `date`: a day that is in the calendar. */
export function isDate(text: string): boolean {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (year === undefined) return false;
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= daysIn(+year, +month!);
}

/**
 * The format `date-time`, which is laxer than RFC 3339: zones are not bounded.
 *
 * @see https://pkg.go.dev/k8s.io/kube-openapi/pkg/validation/strfmt#IsDateTime
 */
export function isDateTime(text: string): boolean {
  const [date, clock] = text.toLowerCase().split('t');
  if (clock === undefined || !isDate(date!)) return false;
  const [, hour, minute, second] = CLOCK.exec(clock) ?? [];
  return hour !== undefined && hour <= '23' && minute! <= '59' && second! <= '59';
}

/** What Go's `time.Parse(time.RFC3339, …)` takes, as fields of metadata are read. */
export function isRfc3339(text: string): boolean {
  const [, date, hour, minute, second, , , zoneHour, zoneMinute] = RFC3339.exec(text) ?? [];
  if (date === undefined || !isDate(date)) return false;
  const isZone = zoneHour === undefined || (Number(zoneHour) <= 24 && Number(zoneMinute) < 60);
  return Number(hour) <= 23 && Number(minute) <= 59 && Number(second) <= 59 && isZone;
}

function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!;
}
