import { Architecture, architectureFile } from '../../src/layout/architecture';

const FLEET: Architecture = {
  branch: 'main',
  environments: [
    { name: 'staging', clusters: ['stage'], statuses: [{ controller: 'flux' }], services: { web: 'blue-green' } },
    {
      name: 'production',
      clusters: ['us', 'eu'],
      statuses: [{ controller: 'argo-cd' }, { controller: 'argo-cd' }],
      services: { api: 'canary' },
    },
  ],
  workflows: ['istio-validation.yaml', 'istio-rollback.yaml'],
};
const PLAIN: Architecture = {
  branch: undefined,
  environments: [{ name: 'live', clusters: ['one'], statuses: [], services: {} }],
  workflows: [],
};

function pageOf(fleet: Architecture): string {
  return architectureFile(fleet).get('ARCHITECTURE.md')!;
}

function diagramsOf(page: string): string[] {
  return [...page.matchAll(/^```mermaid\n([^]*?)^```$/gm)].map(([, diagram]) => diagram!);
}

test('the first diagram has the controller and the clusters of each environment', () => {
  expect(diagramsOf(pageOf(FLEET))[0]).toBe(`flowchart TB
    sources["environments/"] -->|synth| tree["deploy tree"]
    tree -->|pull request| branch["main"]
    branch --> controller0
    subgraph environment0 ["staging"]
        controller0["Flux"]
        controller0 --> istiod0x0["istiod of stage"] -->|xDS| proxies0x0["its proxies"]
    end
    branch --> controller1
    subgraph environment1 ["production"]
        controller1["Argo CD"]
        controller1 --> istiod1x0["istiod of us"] -->|xDS| proxies1x0["its proxies"]
        controller1 --> istiod1x1["istiod of eu"] -->|xDS| proxies1x1["its proxies"]
    end
`);
});

test('the second diagram has the steps of what release states roll out, and where', () => {
  expect(diagramsOf(pageOf(FLEET))[1]).toBe(`flowchart LR
    subgraph canary ["canary, each arrow a pull request"]
        stable["stable version only"] -->|rollout start| shares["canary has a share"]
        shares -->|rollout advance, once or more| all["canary has all"]
        shares -->|rollout abort| retired["canary has nothing, its subset stays"]
        all -->|rollout abort| retired
        all -->|rollout complete| retiring["canary is the stable version, its subset stays"]
        retiring -->|rollout cleanup| stable
        retired -->|rollout cleanup| stable
    end
    subgraph colours ["blue-green, each arrow a pull request"]
        active["one colour is active"] -->|rollout preview| preview["the idle one has the new version"]
        preview -->|rollout switch| switched["it is active"]
        switched -->|rollout rollback| active
    end
    colours --> controller0
    subgraph environment0 ["staging"]
        controller0["Flux"]
        controller0 --> service0x0["web, blue-green"]
    end
    canary --> controller1
    subgraph environment1 ["production"]
        controller1["Argo CD"]
        controller1 --> service1x0["api, canary"]
    end
`);
});

test('the third diagram has the checks and the rollback that the workflows of the fleet do', () => {
  expect(diagramsOf(pageOf(FLEET))[2]).toBe(`flowchart TB
    subgraph before ["before the merge"]
        commit["pull request"] --> synced["synth --check"] --> schema["validate: lint and schema"]
        schema --> analyze["validate: analysis"] --> policy["validate: policies"]
        policy --> dryRun["validate: dry run, where a cluster can be asked"] --> passed{"all passed?"}
        passed -->|no| blocked["stays open"]
    end
    subgraph after ["after the merge"]
        healthy{"healthy?"}
        controller0["Flux"] --> healthy
        controller1["Argo CD"] --> healthy
        healthy -->|yes| done["delivered"]
        healthy -->|no| revert["istio-rollback reverts it in Git"]
    end
    passed -->|yes, merged| controller0
    passed -->|yes, merged| controller1
`);
});

test('a fleet that nothing delivers, checks or rolls out is not shown as if something did', () => {
  const page = pageOf(PLAIN);
  expect(page).toContain('No environment has a service in its release state');
  expect(page).toContain('people revert it in Git');
  expect(page).not.toMatch(/Argo CD|Flux|istio-rollback|validate/);
  expect(diagramsOf(page)).toHaveLength(2);
});

/** `a["text"] -->|text| b`, with texts in which nothing has a meaning. */
const NODE = String.raw`\w+(?:\["[\w\-., /:#;]+"\]|\{"[\w\-., /:#;?]+"\})?`;
const LINE = new RegExp(
  String.raw`^(flowchart (TB|LR)| +(subgraph \w+ \["[\w\-., /:#;]+"\]|end|${NODE}( -->(\|[\w\-., ]+\|)? ${NODE})*))$`,
);

test.each([
  ['a fleet', FLEET],
  ['a plain fleet', PLAIN],
  [
    'a fleet with names that mean something to Mermaid',
    {
      ...FLEET,
      branch: 'a"]-->b #1',
      environments: [{ ...FLEET.environments[0]!, name: 'end', clusters: ['<x>"|{}'] }],
    },
  ],
])('the diagrams of %s are what Mermaid reads', (_, fleet) => {
  for (const diagram of diagramsOf(pageOf(fleet))) {
    const lines = diagram.trimEnd().split('\n');
    for (const line of lines) expect(line).toMatch(LINE);
    const words = lines.map((line) => line.trim().split(' ')[0]);
    expect(words.filter((word) => word === 'subgraph')).toHaveLength(words.filter((word) => word === 'end').length);
    // A node that is only referred to would be shown by its id.
    const shown = new Set([...diagram.matchAll(/(\w+) ?[[{]"/g)].map(([, id]) => id));
    const named = [...diagram.replace(/"[^"]*"|\|[^|]*\|/g, '').matchAll(/\b(\w+)(?=[[{]| -->|$)/gm)].map(
      ([, id]) => id,
    );
    expect(named.filter((id) => !['end', 'TB', 'LR'].includes(id!) && !shown.has(id))).toEqual([]);
  }
});
