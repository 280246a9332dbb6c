import { Answer, HttpStub, Request } from './stubs-http';

export interface Post {
  readonly number: number;
  readonly author: string;
  readonly title?: string;
  readonly body: string;
  readonly state: string;
}

const BOT = 'github-actions[bot]';
const PAGE = 100;

/** Comments and issues of a repository, as GitHub lets the token of a job read and write them. */
export class GitHubPosts {
  readonly posts: Post[] = [];

  private constructor(readonly api: HttpStub) {}

  static async start(): Promise<GitHubPosts> {
    const api = await HttpStub.start(() => undefined);
    const posts = new GitHubPosts(api);
    api.answers = (request) => posts.answer(request);
    return posts;
  }

  /** Something that a person wrote. */
  add(body: string, author = 'somebody'): void {
    this.posts.push({ number: this.posts.length + 1, author, body, state: 'open' });
  }

  /** What the workflow wrote. */
  get own(): readonly Post[] {
    return this.posts.filter(({ author }) => author === BOT);
  }

  private answer({ method, path, query, body, headers }: Request): Answer | undefined {
    if (headers.authorization !== 'Bearer own-token-of-the-job') return { status: 401, body: {} };
    if (path.includes('/commits/')) return { body: { commit: { committer: { date: '2026-01-01T00:00:00Z' } } } };
    if (!/^\/repos\/your-org\/istio-config\/issues(\/.*)?$/.test(path)) return undefined;
    const page = Number(query.get('page')) - 1;
    if (method === 'GET') {
      const open = this.posts.filter(({ state }) => state === 'open');
      return { body: open.slice(page * PAGE, (page + 1) * PAGE).map(seen) };
    }
    const fields = JSON.parse(body) as Partial<Post>;
    if ((fields.body?.length ?? 0) > 65_536) return { status: 422, body: { message: 'body is too long' } };
    if (method === 'POST')
      this.posts.push({ author: BOT, number: this.posts.length + 1, body: '', state: 'open', ...fields });
    else
      Object.assign(
        this.posts.find(({ number }) => path.endsWith(`/${number}`))!,
        fields,
      );
    return { body: { html_url: 'https://github.example/post' } };
  }
}

function seen({ number, author, body, title }: Post): object {
  return { id: number, number, user: { login: author }, title, body };
}
