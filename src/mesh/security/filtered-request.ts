import type { ArrivedRequest } from './inbound';
import { type TokenLocation, withoutParameter } from './token-location';

/** A request while rules for tokens look at it: what one of them does, the next ones find done. */
export class FilteredRequest {
  private currentHeaders: Readonly<Record<string, string>>;
  private currentQuery: string;

  constructor(private readonly request: ArrivedRequest) {
    this.currentHeaders = request.headers;
    this.currentQuery = request.query;
  }

  get headers(): Readonly<Record<string, string>> {
    return this.currentHeaders;
  }

  get query(): string {
    return this.currentQuery;
  }

  remove(names: readonly string[]): void {
    if (!names.some((name) => Object.hasOwn(this.currentHeaders, name))) return;
    const gone = new Set(names);
    this.currentHeaders = Object.fromEntries(Object.entries(this.currentHeaders).filter(([name]) => !gone.has(name)));
  }

  add(values: readonly (readonly [name: string, value: string])[]): void {
    if (values.length === 0) return;
    const headers: Record<string, string> = { ...this.currentHeaders };
    for (const [name, value] of values) {
      headers[name] = Object.hasOwn(headers, name) ? `${headers[name]},${value}` : value;
    }
    this.currentHeaders = headers;
  }

  /** Takes a token away. Cookies keep theirs. */
  take({ type, name }: TokenLocation): void {
    if (type === 'header') this.remove([name]);
    if (type === 'parameter') this.currentQuery = withoutParameter(this.currentQuery, name);
  }

  /** What has become of the headers; undefined for nothing. */
  get headerChanges():
    { readonly remove: readonly string[]; readonly set: Readonly<Record<string, string>> } | undefined {
    const before = this.request.headers;
    const now = this.currentHeaders;
    const remove = Object.keys(before).filter((name) => !Object.hasOwn(now, name));
    const set = Object.fromEntries(Object.entries(now).filter(([name, value]) => before[name] !== value));
    return remove.length + Object.keys(set).length === 0 ? undefined : { remove, set };
  }
}
