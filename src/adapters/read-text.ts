import { readFileSync } from 'node:fs';
import { inWorld } from './world-error';

/** @throws WorldError when the file cannot be read */
export function readText(path: string): string {
  return inWorld('read a file', () => readFileSync(path, 'utf8'));
}
