import { isRfc3339 } from './go/date-time';
import { parseQuantity } from './go/quantity';

/** What Go decodes values to in the kinds of Kubernetes itself; `imports/kubernetes/` says where. */
export const GO_TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  bytes: (value) => (Array.isArray(value) ? value.every(isByte) : ifText(isBase64)(value)),
  'micro time': ifText((text) => isRfc3339(text) && /\.\d{6}(?!\d)/.test(text)),
  quantity: (value) => typeof value === 'number' || ifText((text) => parseQuantity(text.trim()) !== undefined)(value),
  time: ifText(isRfc3339),
};

function ifText(isRight: (text: string) => boolean): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && isRight(value);
}

function isBase64(text: string): boolean {
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text.replaceAll(/[\r\n]/g, ''));
}

function isByte(value: unknown): boolean {
  return value === null || (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 255);
}
