import { inTemp, RunStep } from './model';
import { INSTALL_KUBECTL } from './scripts/install-kubectl';

/**
 * What asks Flux for its Kustomizations, for Linux on x86-64: the newest release whose digest is beyond doubt, because
 * Kubernetes' own changelog has it, too. A digest that is wrong could only stop a workflow; it could not let another
 * file in.
 */
const KUBECTL = {
  version: '1.34.7',
  url: 'https://dl.k8s.io/v1.34.7/kubernetes-client-linux-amd64.tar.gz',
  /** What `sha512sum` says of the archive. */
  digest:
    'a9de2b5a5b71a5d52b712940a268f643fb57edc25889f4e7fd52b04aadc56c2ae06c2e002c3f40cbb10dc1c4e459dce84f62879f12517c27ec53b4b71b2f871d',
  /** Path of the program in the archive. */
  member: 'kubernetes/client/bin/kubectl',
};

/** Puts the pinned kubectl on the PATH of the steps behind it. */
export function installKubectl(): RunStep {
  const { version, url, digest, member } = KUBECTL;
  return {
    name: `Install kubectl ${version}`,
    env: { PROGRAMS: inTemp('programs'), URL: url, DIGEST: digest, MEMBER: member },
    run: INSTALL_KUBECTL,
  };
}
