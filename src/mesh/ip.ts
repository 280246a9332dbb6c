import { checkIpBlock } from '../model/ip-block';

/** Whether a text is one IP address. */
export function isIP(text: string): boolean {
  if (text.includes('/')) return false;
  try {
    checkIpBlock(text);
    return true;
  } catch {
    return false;
  }
}
