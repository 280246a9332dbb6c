import { resolve } from 'node:path';
import { loadFleet } from '../adapters/fleet-module';
import { bootstrapStack, StackOutputs } from '../pulumi';

/** The stack of this repository's own fleet. */
export default async function program(): Promise<StackOutputs> {
  return bootstrapStack(await loadFleet(resolve(__dirname, '../../environments/main.ts')));
}
