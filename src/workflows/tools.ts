import { expression, RunStep, Variables } from './model';
import { INSTALL_ARCHIVED_PROGRAM } from './scripts/install-archived-program';
import { INSTALL_YAMLLINT } from './scripts/install-yamllint';

/** A program in an archive of a release, for Linux on x86-64. */
interface ArchivedProgram {
  readonly version: string;
  readonly url: string;
  /** What `sha256sum` or `sha512sum` says of the archive. */
  readonly digest: string;
  /** Path of the program in the archive. */
  readonly member: string;
}

/**
 * The newest releases whose digests are beyond doubt, because they were published more than once: that of kubectl by
 * Kubernetes' own changelog, the others by several projects that are independent of each other and pin the same file.
 * A digest that is wrong could only stop a workflow; it could not let another file in.
 */
const PROGRAMS = {
  kustomize: {
    version: '5.8.1',
    url: 'https://github.com/kubernetes-sigs/kustomize/releases/download/kustomize%2Fv5.8.1/kustomize_v5.8.1_linux_amd64.tar.gz',
    digest: '029a7f0f4e1932c52a0476cf02a0fd855c0bb85694b82c338fc648dcb53a819d',
    member: 'kustomize',
  },
  /** From the archive of the whole release, since that of istioctl alone is published nowhere else. */
  istioctl: {
    version: '1.31.1',
    url: 'https://github.com/istio/istio/releases/download/1.31.1/istio-1.31.1-linux-amd64.tar.gz',
    digest: 'cb4af2e8a099acfc51368c1d15d4deab8321ae628554d4ee5c74f62ebe775857',
    member: 'istio-1.31.1/bin/istioctl',
  },
  conftest: {
    version: '0.70.0',
    url: 'https://github.com/open-policy-agent/conftest/releases/download/v0.70.0/conftest_0.70.0_Linux_x86_64.tar.gz',
    digest: 'e738506fd808f7dc9794ce8e325f89b14932891a4841fe45f1f24c4a9bb3ed96',
    member: 'conftest',
  },
  kubectl: {
    version: '1.34.7',
    url: 'https://dl.k8s.io/v1.34.7/kubernetes-client-linux-amd64.tar.gz',
    digest:
      'a9de2b5a5b71a5d52b712940a268f643fb57edc25889f4e7fd52b04aadc56c2ae06c2e002c3f40cbb10dc1c4e459dce84f62879f12517c27ec53b4b71b2f871d',
    member: 'kubernetes/client/bin/kubectl',
  },
} as const satisfies Record<string, ArchivedProgram>;

/** Wheels on PyPI; that of PyYAML for Python 3.11 to 3.14, of which runners have one. */
const YAMLLINT = [
  'yamllint==1.38.0 --hash=sha256:fc394a5b3be980a4062607b8fdddc0843f4fa394152b6da21722f5d59013c220',
  'pathspec==1.1.1 --hash=sha256:a00ce642f577bf7f473932318056212bc4f8bfdf53128c78bbd5af0b9b20b189',
  [
    'pyyaml==6.0.3',
    '--hash=sha256:b8bb0864c5a28024fac8a632c443c87c5aa6f215c0b126c449ae1a150412f31d',
    '--hash=sha256:ba1cc08a7ccde2d2ec775841541641e4548226580ab850948cbfda66a1befcdc',
    '--hash=sha256:0f29edc409a6392443abf94b9cf89ce99889a1dd5376d94316ae5145dfedd5d6',
    '--hash=sha256:c458b6d084f9b935061bc36216e8a69a7e293a2f1e68bf956dcd9e6cbcd143f5',
  ].join(' '),
];

/** Puts a pinned program on the PATH of the steps behind it. */
export function installProgram(name: keyof typeof PROGRAMS): RunStep {
  const { version, url, digest, member }: ArchivedProgram = PROGRAMS[name];
  return {
    name: `Install ${name} ${version}`,
    env: { ...TOOLS_FOLDER, PROGRAM: name, URL: url, DIGEST: digest, MEMBER: member },
    run: INSTALL_ARCHIVED_PROGRAM,
  };
}

export function installYamllint(): RunStep {
  return {
    name: 'Install yamllint 1.38.0',
    env: { ...TOOLS_FOLDER, REQUIREMENTS: YAMLLINT.join('\n') },
    run: INSTALL_YAMLLINT,
  };
}

const TOOLS_FOLDER: Variables = { TOOLS: expression('runner.temp') + '/tools' };
