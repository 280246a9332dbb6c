import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..', '..');

const pages = new Map<string, Page>(
  [
    ...readdirSync(ROOT).map((name) => join(ROOT, name)),
    ...readdirSync(join(ROOT, 'docs'), { recursive: true }).map((path) => join(ROOT, 'docs', String(path))),
  ]
    .filter((file) => file.endsWith('.md'))
    .map((file) => [file, pageOf(readFileSync(file, 'utf8'))]),
);

interface Page {
  readonly anchors: ReadonlySet<string>;
  readonly links: readonly string[];
}

function pageOf(markdown: string): Page {
  const text = markdown.replaceAll(/^( *)```[\s\S]*?^\1```$/gm, '');
  const prose = text.replaceAll(/`[^`\n]*`/g, '');
  return {
    anchors: new Set([...headingAnchors(text), ...Array.from(text.matchAll(/<a id="([^"]+)">/g), ([, id]) => id!)]),
    links: Array.from(prose.matchAll(/\]\(([^()\s]+)\)/g), ([, target]) => target!),
  };
}

/** As GitHub makes them: letters, digits, hyphens and underscores of the heading, and a number for one that is there already. */
function headingAnchors(text: string): string[] {
  const times = new Map<string, number>();
  return Array.from(text.matchAll(/^#{1,6} (.+)$/gm), ([, heading]) => {
    const words = heading!.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = words.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(/\s/g, '-');
    const before = times.get(anchor) ?? 0;
    times.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}

/** What is wrong with a link of a page; undefined for one that leads somewhere. */
function problemOf(file: string, target: string): string | undefined {
  if (/^[a-z]+:/.test(target)) return undefined;
  const [path = '', anchor] = target.split('#') as [string?, string?];
  const to = path === '' ? file : resolve(dirname(file), decodeURIComponent(path));
  if (!existsSync(to)) return `${target}: there is no ${relative(ROOT, to)}`;
  const isHeading = anchor === undefined || pages.get(to)?.anchors.has(anchor) !== false;
  return isHeading ? undefined : `${target}: there is no such heading`;
}

test.each([...pages.keys()].map((file) => relative(ROOT, file)))('every link of %s leads somewhere', (name) => {
  const file = join(ROOT, name);
  expect(
    pages
      .get(file)!
      .links.map((target) => problemOf(file, target))
      .filter(Boolean),
  ).toEqual([]);
});

test('every page below docs/ is led to from its entry', () => {
  const reached = new Set<string>();
  const visit = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const target of pages.get(file)?.links ?? []) {
      const to = resolve(dirname(file), target.split('#')[0]!);
      if (pages.has(to)) visit(to);
    }
  };
  visit(join(ROOT, 'docs', 'README.md'));
  expect([...pages.keys()].filter((file) => file.startsWith(join(ROOT, 'docs')) && !reached.has(file))).toEqual([]);
});
