/** A value of GitHub's expressions. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

export interface Scope {
  /** `github`, `inputs`, … */
  readonly contexts: Readonly<Record<string, Value>>;
  /** How things stand, by `success`, `failure`, `always` and `cancelled`. */
  readonly status: (asked: string) => boolean;
}

/** A context that refuses what the test has not given it, where GitHub would say nothing. */
export function strict(name: string, values: Readonly<Record<string, Value>>): Value {
  return new Proxy(values, {
    get(target, key) {
      if (typeof key === 'symbol' || key in target) return Reflect.get(target, key) as Value;
      throw new Error(`the run has no ${name}.${key}`);
    },
  });
}

/** As {@link strict}, with all that is in it. */
export function deepStrict(name: string, values: Readonly<Record<string, Value>>): Value {
  const inner = mapValues(values, (value, key) => (isObject(value) ? deepStrict(`${name}.${key}`, value) : value));
  return strict(name, inner);
}

/** Text with each `${{ }}` replaced by its value. */
export function interpolate(text: string, scope: Scope): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => textOf(evaluate(expression, scope)));
}

/** Whether an `if` holds; without a function of the status, only as long as all went well. */
export function condition(text: string | undefined, scope: Scope): boolean {
  if (text === undefined) return scope.status('success');
  const expression = /^\s*\$\{\{(.*)\}\}\s*$/s.exec(text)?.[1] ?? text;
  const asked = /\b(success|failure|always|cancelled)\s*\(/.test(expression);
  return (asked || scope.status('success')) && truth(evaluate(expression, scope));
}

/**
 * The value of an expression.
 *
 * @throws Error for what the files of ours do not use, so that no test passes by it
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
 */
export function evaluate(text: string, scope: Scope): Value {
  return new Evaluation(text, scope).value();
}

const TOKEN = /\s*('(?:[^']|'')*'|\d+(?:\.\d+)?|[A-Za-z_][\w-]*|==|!=|&&|\|\||[!().,[\]])/y;

class Evaluation {
  private readonly tokens: string[] = [];

  constructor(
    private readonly text: string,
    private readonly scope: Scope,
  ) {
    TOKEN.lastIndex = 0;
    for (let at = 0; at < text.trimEnd().length; at = TOKEN.lastIndex) {
      const token = TOKEN.exec(text)?.[1];
      if (token === undefined) throw new Error(`the runner cannot read "${text.slice(at)}" of "${text}"`);
      this.tokens.push(token);
    }
  }

  value(): Value {
    const value = this.either();
    if (this.tokens.length > 0) throw new Error(`the runner does not know ${this.tokens[0]!} in "${this.text}"`);
    return value;
  }

  private either(): Value {
    let value = this.both();
    while (this.takes('||')) {
      const other = this.both();
      value = truth(value) ? value : other;
    }
    return value;
  }

  private both(): Value {
    let value = this.comparison();
    while (this.takes('&&')) {
      const other = this.comparison();
      value = truth(value) ? other : value;
    }
    return value;
  }

  private comparison(): Value {
    const value = this.unary();
    if (this.takes('==')) return equal(value, this.unary());
    if (this.takes('!=')) return !equal(value, this.unary());
    return value;
  }

  private unary(): Value {
    return this.takes('!') ? !truth(this.unary()) : this.access();
  }

  private access(): Value {
    let value = this.primary();
    for (;;) {
      if (this.takes('.')) value = propertyOf(value, this.next());
      else if (this.takes('[')) {
        value = propertyOf(value, textOf(this.either()));
        this.expect(']');
      } else return value;
    }
  }

  private primary(): Value {
    const token = this.next();
    if (token === '(') {
      const value = this.either();
      this.expect(')');
      return value;
    }
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (/^\d/.test(token)) return Number(token);
    if (token === 'true' || token === 'false') return token === 'true';
    if (token === 'null') return null;
    return this.takes('(') ? this.call(token) : this.context(token);
  }

  private call(name: string): Value {
    const given: Value[] = [];
    while (!this.takes(')')) {
      given.push(this.either());
      if (this.tokens[0] !== ')') this.expect(',');
    }
    const [first = null, second = null] = given;
    switch (name) {
      case 'success':
      case 'failure':
      case 'always':
      case 'cancelled':
        return this.scope.status(name);
      case 'contains':
        if (Array.isArray(first)) return first.some((item: Value) => equal(item, second));
        return textOf(first).toLowerCase().includes(textOf(second).toLowerCase());
      case 'startsWith':
        return textOf(first).toLowerCase().startsWith(textOf(second).toLowerCase());
      case 'fromJSON':
        return JSON.parse(textOf(first)) as Value;
      case 'format':
        return textOf(first).replace(/\{(\d+)\}/g, (_, i: string) => textOf(given[Number(i) + 1]!));
      default:
        throw new Error(`the runner does not know the function ${name}`);
    }
  }

  private context(name: string): Value {
    const value = this.scope.contexts[name];
    if (value === undefined) throw new Error(`there is no ${name} in "${this.text}"`);
    return value;
  }

  private takes(token: string): boolean {
    if (this.tokens[0] !== token) return false;
    this.tokens.shift();
    return true;
  }

  private expect(token: string): void {
    if (!this.takes(token)) throw new Error(`"${this.text}" has no ${token} where it needs one`);
  }

  private next(): string {
    const token = this.tokens.shift();
    if (token === undefined) throw new Error(`"${this.text}" ends too early`);
    return token;
  }
}

function propertyOf(value: Value, name: string): Value {
  if (value === null) return null;
  if (typeof value !== 'object') throw new Error(`there is no .${name} of ${textOf(value)}`);
  return (value as Readonly<Record<string, Value>>)[name] ?? null;
}

function truth(value: Value): boolean {
  return !(value === null || value === false || value === 0 || value === '' || Number.isNaN(value));
}

/** Texts are compared without regard to their case, and different types as numbers. */
function equal(one: Value, other: Value): boolean {
  if (typeof one === 'string' && typeof other === 'string') return one.toLowerCase() === other.toLowerCase();
  if (typeof one === typeof other && one !== null && other !== null) return one === other;
  return numberOf(one) === numberOf(other);
}

function numberOf(value: Value): number {
  if (value === null || value === '') return 0;
  return typeof value === 'object' ? Number.NaN : Number(value);
}

function textOf(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'object') throw new Error(`${JSON.stringify(value)} is no text`);
  return String(value);
}

function isObject(value: Value): value is Readonly<Record<string, Value>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

export function mapValues<T, U>(
  values: Readonly<Record<string, T>>,
  map: (value: T, key: string) => U,
): Record<string, U> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value, key)]));
}
