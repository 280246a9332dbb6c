import { KUSTOMIZATION_FILES } from './kustomize/kustomization';

/** Hidden folders are other programs' (`.git`, `.github`, `.istio-gitops`), and so are packages. */
export function isSearched(folderName: string): boolean {
  return !folderName.startsWith('.') && folderName !== 'node_modules';
}

/** Hidden files are settings of other programs, such as `.yamllint.yaml`. */
export function mayHoldManifests(fileName: string): boolean {
  return /^[^.].*\.(?:ya?ml|json)$/s.test(fileName) || KUSTOMIZATION_FILES.includes(fileName);
}
