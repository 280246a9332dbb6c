import type { Construct } from 'constructs';
import { objectOf, optional } from '../model/props';
import { checkProps } from '../model/props-check';
import { PropsError } from '../model/props-error';
import { TEXT } from '../model/props-values';
import { Colour, Release, RELEASE } from '../model/release';
import { APPLICATION_SHAPE, MeshApplicationProps } from './application-props';
import { MeshApplication } from './mesh-application';
import { releaseAnnotation } from './release-annotation';
import type { VersionRouting } from './version-routing';

export interface BlueGreenAppProps extends MeshApplicationProps {
  /** The active colour: `environment.release(…)`, or a literal. */
  readonly release: Release;
  /** Header that shows the idle colour, by the value `true`, before the switch. @default 'x-preview' */
  readonly previewHeader?: string | undefined;
  /** Label of the pods that tells the colours apart. @default 'deployment' */
  readonly colourLabel?: string | undefined;
}

const PROPS = objectOf<BlueGreenAppProps>({
  ...APPLICATION_SHAPE,
  release: RELEASE,
  previewHeader: optional(TEXT),
  colourLabel: optional(TEXT),
});

/** An application of which two versions run side by side; all requests move from one to the other at once. */
export class BlueGreenApp extends MeshApplication {
  /** @throws PropsError when the release is not blue-green */
  constructor(scope: Construct, id: string, props: BlueGreenAppProps) {
    super(scope, id, props, versionRouting(`${scope.node.path}/${id}`, props));
  }
}

function versionRouting(where: string, props: BlueGreenAppProps): VersionRouting {
  checkProps(where, PROPS, props);
  const { release, previewHeader = 'x-preview', colourLabel = 'deployment' } = props;
  if (release.strategy !== 'blue-green') {
    throw new PropsError(
      where,
      `its release is ${release.strategy}, not blue-green`,
      'use CanaryService, or change the strategy',
    );
  }
  const { active } = release;
  const idle: Colour = active === 'blue' ? 'green' : 'blue';
  return {
    subsets: { blue: { labels: { [colourLabel]: 'blue' } }, green: { labels: { [colourLabel]: 'green' } } },
    headerRoutes: [{ name: 'preview-header', headers: { [previewHeader]: { exact: 'true' } }, subset: idle }],
    shares: (rule) => [{ destination: rule.subset(active) }],
    annotations: releaseAnnotation({ 'active-version': active, 'deployment-strategy': 'blue-green' }),
  };
}
