import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { goDuration } from '../constructs/go-duration';
import { CustomResource } from '../constructs/custom-resource';
import { Schedule } from '../constructs/velero/schedule';
import { Duration, hours } from '../model/duration';
import { groupOf, Identity, identityOf, KubernetesObject } from '../model/identity';
import { objectOf, optional } from '../model/props';
import { checkProps } from '../model/props-check';
import { DURATION, FLAG, TEXT } from '../model/props-values';
import { kindsAndNamespaces } from '../model/set-contents';
import { backupContents, BackupContents } from './backup-contents';
import { outermostChart } from './outermost-chart';

/** When backups are made, and how long they are kept. */
export interface BackupProps {
  /** Name of the Schedule. @default the id of the construct */
  readonly name?: string | undefined;
  /** The namespace that Velero runs in. @default 'velero' */
  readonly namespace?: string | undefined;
  /** When: minute, hour, day, month and day of the week. @default every six hours */
  readonly cron?: string | undefined;
  /** How long each backup is kept. @default 30 days */
  readonly retention?: Duration | undefined;
  /** Name of the BackupStorageLocation, which belongs to Velero's installation. @default 'default' */
  readonly storageLocation?: string | undefined;
  /**
   * Whether Secrets of certificates that cert-manager has signed are in the backups, which then hold their keys in plain
   * text. All others are made again from what is in the backup.
   * @default false: cert-manager has them signed again
   */
  readonly issuedSecrets?: boolean | undefined;
  /** Whether none is made until somebody unpauses it. @default false */
  readonly paused?: boolean | undefined;
}

const PROPS = objectOf<BackupProps>({
  name: optional(TEXT),
  namespace: optional(TEXT),
  cron: optional(TEXT),
  retention: optional(DURATION),
  storageLocation: optional(TEXT),
  issuedSecrets: optional(FLAG),
  paused: optional(FLAG),
});

const SECRETS = 'secrets';

/**
 * Velero's backups of an environment: of every kind and namespace that has an object in it, of no other, and there of
 * objects with the environment's labels only. What is added to the environment later is in them, too.
 *
 * @see https://velero.io/docs/main/api-types/backup/
 */
export class Backup extends Construct {
  /** The L2. */
  readonly schedule: Schedule;

  /** @throws PropsError when Velero would not understand when */
  constructor(scope: Construct, id: string, props: BackupProps = {}) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { name = id, namespace = 'velero', cron = '0 */6 * * *', retention = hours(30 * 24), paused } = props;
    const { storageLocation = 'default', issuedSecrets = false } = props;
    const { labels } = outermostChart(this);
    const field = <Field extends keyof BackupContents>(field: Field): BackupContents[Field] =>
      Lazy.any({ produce: () => this.contents(issuedSecrets)[field] }) as BackupContents[Field];
    this.schedule = new Schedule(this, 'schedule', {
      name,
      namespace,
      cron,
      paused,
      template: {
        includedNamespaces: field('includedNamespaces'),
        includedNamespaceScopedResources: field('includedNamespaceScopedResources'),
        includedClusterScopedResources: field('includedClusterScopedResources'),
        excludedClusterScopedResources: field('excludedClusterScopedResources'),
        labelSelector: Object.keys(labels).length === 0 ? undefined : { matchLabels: labels },
        snapshotVolumes: false,
        storageLocation,
        ttl: goDuration(retention),
      },
    });
  }

  private contents(issuedSecrets: boolean): BackupContents {
    const objects = outermostChart(this)
      .node.findAll()
      .filter((construct) => ApiObject.isApiObject(construct));
    const contents = backupContents(kindsAndNamespaces(objects.map((object) => this.identityOf(object))));
    if (!issuedSecrets) return contents;
    const resources = [...new Set([...(contents.includedNamespaceScopedResources ?? []), SECRETS])].sort();
    return { ...contents, includedNamespaceScopedResources: resources };
  }

  /** Rendering all objects once more would cost as much as all the rest of synth, so only those are that may differ. */
  private identityOf(object: ApiObject): Identity {
    const isAsItSeems = CustomResource.isCustomResource(object) && !object.isPatched;
    if (!isAsItSeems && object !== this.schedule.resource) {
      try {
        return identityOf(object.toJson() as KubernetesObject);
      } catch {
        // Synth says of the object itself what is wrong with it.
      }
    }
    const { apiVersion, kind, name, metadata } = object;
    return { group: groupOf(apiVersion), kind, namespace: metadata.namespace ?? '', name };
  }
}
