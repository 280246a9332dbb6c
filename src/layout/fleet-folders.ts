/** What Argo CD applies to the cluster that it runs in. */
export const ARGOCD = 'argocd';
/** What every cluster with Flux gets. */
export const FLUX = 'flux-system';

/** The folder of each kind of the fleet set, by what applies it. */
export const FLEET_FOLDERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [ARGOCD]: {
    '/Namespace': 'installation',
    'argoproj.io/AppProject': 'projects',
    'argoproj.io/Application': 'applications',
    'argoproj.io/ApplicationSet': 'applicationsets',
    'argoproj.io/AnalysisTemplate': 'rollback',
    'argoproj.io/ClusterAnalysisTemplate': 'rollback',
  },
  [FLUX]: {
    'source.toolkit.fluxcd.io/Bucket': 'sources',
    'source.toolkit.fluxcd.io/GitRepository': 'sources',
    'source.toolkit.fluxcd.io/HelmRepository': 'sources',
    'source.toolkit.fluxcd.io/OCIRepository': 'sources',
    'kustomize.toolkit.fluxcd.io/Kustomization': 'kustomizations',
    'image.toolkit.fluxcd.io/ImagePolicy': 'image-automation',
    'image.toolkit.fluxcd.io/ImageRepository': 'image-automation',
    'image.toolkit.fluxcd.io/ImageUpdateAutomation': 'image-automation',
    'notification.toolkit.fluxcd.io/Alert': 'notifications',
    'notification.toolkit.fluxcd.io/Provider': 'notifications',
    'notification.toolkit.fluxcd.io/Receiver': 'notifications',
  },
};
