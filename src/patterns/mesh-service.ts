import type { Construct } from 'constructs';
import { MeshApplication, MeshApplicationProps } from './mesh-application';

/** An application of one version, or of which callers need not tell the versions apart. */
export class MeshService extends MeshApplication {
  constructor(scope: Construct, id: string, props: MeshApplicationProps) {
    super(scope, id, props, {
      subsets: {},
      forced: [],
      shares: ({ service }) => [{ destination: service.destination() }],
      annotations: {},
    });
  }
}
