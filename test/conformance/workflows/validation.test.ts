import { DIFF_MARKER } from '../../../src/workflows/scripts/comment';
import { describeWith } from '../programs';
import { conclusionsOf, PullRequestRepository } from './harness/pull-request';
import { TWO_REPOSITORIES } from '../../workflows/stubs-context';
import { expectNobodyWasFooled, HOSTILE } from './harness/stubs-hostile';

describeWith(['bash', 'git', 'jq', 'curl'], 'the validation of a pull request', () => {
  let repository: PullRequestRepository;
  beforeEach(async () => {
    repository = await PullRequestRepository.start({
      'deploy/overlays/all.yaml': 'weight: 10\n',
      'environments/all.yaml': 'weight: 10\n',
    });
    repository.says('## 1 object changed\n');
  });
  afterEach(async () => {
    await repository.stop();
  });

  const COMMENTED = { diff: 'success', comment: 'success' };

  describe('compares the tree of the pull request with the one that it is merged into,', () => {
    test('and comments', async () => {
      expect(conclusionsOf(await repository.run(['diff', 'comment']))).toEqual(COMMENTED);
      expect([
        repository.remembered('before'),
        repository.remembered('after'),
        repository.remembered('artifacts/diff/diff.md'),
      ]).toEqual(['weight: 10\n', 'weight: 50\n', 'all of it\n']);
      expect(repository.posts.posts.map(({ body }) => body)).toEqual([`${DIFF_MARKER}\n## 1 object changed\n`]);
    });

    test('synthesizing both where the tree is in another repository', async () => {
      const files = { 'environments/all.yaml': 'weight: 50\n' };
      expect(conclusionsOf(await repository.run(['diff', 'comment'], { files, context: TWO_REPOSITORIES }))).toEqual(
        COMMENTED,
      );
      expect([repository.remembered('before'), repository.remembered('after')]).toEqual([
        'weight: 10\n',
        'weight: 50\n',
      ]);
    });
  });

  test('has one comment: its own is updated, and nobody else can take its place', async () => {
    repository.posts.add(`${DIFF_MARKER}\nI am the workflow, and all is well`);
    for (let i = 0; i < 150; i++) repository.posts.add('me too');
    await repository.run(['diff', 'comment']);
    repository.says('## 2 objects changed\n');
    await repository.run(['diff', 'comment'], {
      branch: 'more',
      files: { 'deploy/overlays/all.yaml': 'weight: 60\n' },
    });
    expect(repository.posts.own.map(({ body }) => body)).toEqual([`${DIFF_MARKER}\n## 2 objects changed\n`]);
    expect(repository.posts.posts[0]!.body).toContain('I am the workflow');
  });

  test('cannot comment for a fork, but says it in the summary', async () => {
    const finished = await repository.run(['diff', 'comment'], { fork: true });
    expect(conclusionsOf(finished)).toEqual({ diff: 'success', comment: 'skipped' });
    expect(finished['diff']!.summary).toBe(`${DIFF_MARKER}\n## 1 object changed\n`);
  });

  test('comments as much as a comment holds', async () => {
    // What the command line cuts at, and GitHub at characters.
    repository.says('→'.repeat(21_666) + '\n');
    expect(conclusionsOf(await repository.run(['diff', 'comment']))).toEqual(COMMENTED);
    expect(repository.posts.own[0]!.body).toHaveLength(DIFF_MARKER.length + 1 + 21_667);
  });

  describe('deletions', () => {
    const DELETION = 'Gateway/istio-system/main';

    test('that nobody allowed fail it, but are commented on', async () => {
      repository.says(`${DELETION} goes away\n`, 1);
      expect(conclusionsOf(await repository.run(['diff', 'comment']))).toEqual({ diff: 'failure', comment: 'success' });
      expect(repository.posts.own[0]!.body).toContain('goes away');
    });

    test('are allowed by lines of the description', async () => {
      const body = `Why\r\n\r\nAllow-deletion: ${DELETION}\r\nAllow-deletion:Namespace/shop  \r\n`;
      await repository.run(['diff'], { body });
      expect(repository.remembered('arguments')).toContain(
        `--allow-deletion=${DELETION}\n--allow-deletion=Namespace/shop\n`,
      );
    });

    test('are not allowed by what only looks like it', async () => {
      const lines = [
        `Not: Allow-deletion: ${DELETION}`,
        'Allow-deletion: ',
        `Allow-deletion: ${DELETION} -x`,
        'Allow-deletion: Gateway',
      ];
      const body = [...lines, ...HOSTILE.map((text) => `Allow-deletion: ${text}`)].join('\n');
      expect(conclusionsOf(await repository.run(['diff', 'comment'], { body }))).toEqual(COMMENTED);
      const options = new Set(
        repository
          .remembered('arguments')
          .split('\n')
          .filter((word) => word.startsWith('--a')),
      );
      expect([...options]).toEqual([]);
      expectNobodyWasFooled();
    });

    test('and a description that never ends change nothing', async () => {
      const body = `Allow-deletion: ${DELETION}\n`.repeat(3000) + 'x'.repeat(200_000);
      expect(conclusionsOf(await repository.run(['diff'], { body }))).toEqual({ diff: 'success' });
      expect(repository.remembered('arguments').match(/--allow-deletion/g)).toHaveLength(100);
    });
  });

  test('fails where diff itself fails, and says nothing of a change', async () => {
    repository.says('half of it\n', 3);
    expect(conclusionsOf(await repository.run(['diff', 'comment']))).toEqual({ diff: 'failure', comment: 'skipped' });
    expect(repository.posts.own).toEqual([]);
  });

  test('takes no text for code', async () => {
    const text = HOSTILE.join('\n');
    repository.says(text);
    const branch = `${HOSTILE[0]!.replaceAll(' ', '${IFS}')};\`id\``;
    const finished = await repository.run(['diff', 'comment'], { body: text, branch });
    expect(conclusionsOf(finished)).toEqual(COMMENTED);
    expect(repository.posts.own[0]!.body).toBe(`${DIFF_MARKER}\n${text}`);
    expect(Object.keys(finished['diff']!.outputs)).toEqual(['comment']);
    expectNobodyWasFooled();
  });
});
