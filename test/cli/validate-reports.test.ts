import { main } from '../../src/cli/main';
import { capturedIo } from './captured-io';
import { Project } from './project';

const MISTAKE = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: shop }
spec:
  hosts: [reviews]
  gateways: [missing]
  http:
    - route: [{ destination: { host: reviews } }]
`;

let project: Project;
beforeEach(() => {
  project = new Project();
  project.write('mesh.yaml', MISTAKE);
});
afterEach(() => {
  project.remove();
});

test('--report writes the same answer in other formats, without colours', async () => {
  const flags = '--report github=annotations.txt --report sarif=a=b.sarif --report text=findings.txt';
  const io = { ...capturedIo(project.folder), colours: true };
  const status = await main(`validate mesh.yaml --no-istioctl ${flags}`.split(' '), io);
  expect([status, io.output.stdout]).toEqual([1, expect.stringContaining('\x1b')]);
  expect(project.read('annotations.txt')).toMatch(/^::\w+ file=mesh.yaml,line=6,.*IST0101/m);
  expect(JSON.parse(project.read('a=b.sarif'))).toMatchObject({ version: '2.1.0' });
  expect(project.read('findings.txt')).toMatch(/IST0101/);
  expect(project.read('findings.txt')).not.toContain('\x1b');
});

test.each(['sarif', 'sarif=', 'pdf=a.pdf', '=a.sarif'])('--report %s is wrong usage', async (report) => {
  const { status, stderr } = await project.run(`validate mesh.yaml --report ${report}`);
  expect([status, stderr]).toEqual([2, expect.stringContaining('such as sarif=findings.sarif')]);
});

test('--report into a folder that cannot be written is the failure of the world, and not of the findings', async () => {
  const { status } = await project.run('validate mesh.yaml --no-istioctl --report sarif=mesh.yaml/findings.sarif');
  expect(status).toBe(3);
});
