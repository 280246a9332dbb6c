import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import * as library from '../../src';
import * as pulumi from '../../src/pulumi';
import { commands } from '../cli/command-lines';

const ROOT = resolve(__dirname, '..', '..');
const PAGE = join(ROOT, 'docs', 'guide-map.md');

interface Link {
  readonly text: string;
  /** Absolute. */
  readonly file: string;
  readonly anchor: string | undefined;
}

interface Section {
  readonly heading: string;
  /** 2 or 3, as in the guide. */
  readonly depth: number;
  readonly text: string;
}

/** What the page says of a file of the guide. */
interface Entry {
  readonly file: string;
  readonly text: string;
}

function linksOf(text: string, page = PAGE): Link[] {
  return [...text.matchAll(/\[([^\]]+)\]\(([^)\s]*)\)/g)].map(([, label, target]) => {
    const [path, anchor] = target!.split('#') as [string, string?];
    return { text: label!, file: path === '' ? page : resolve(dirname(page), path), anchor };
  });
}

function sectionsOf(page: string): Section[] {
  return [...page.matchAll(/^(##+) (.+)\n([^]*?)(?=^##+ |$(?![^]))/gm)].map(([, marks, heading, text]) => ({
    heading: heading!,
    depth: marks!.length,
    text: text!,
  }));
}

function entriesOf({ text }: Section): Entry[] {
  return [...text.matchAll(/^- `([^`]+)`: ((?:.+\n?)(?: {2}.+\n?)*)/gm)].map(([, file, said]) => ({
    file: file!,
    text: said!,
  }));
}

/** As GitHub makes them of headings. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\- ]/gu, '')
    .replaceAll(' ', '-');
}

const text = readFileSync(PAGE, 'utf8');
const [contents, ...sections] = sectionsOf(text);
const entries = sections.flatMap(entriesOf);

const isGenerated = ({ file }: Link): boolean => /^(deploy|\.github)\//.test(relative(ROOT, file));
const isCommand = ({ text: label }: Link): boolean => label.startsWith('`istio-gitops');
const isMaker = ({ file, text: label }: Link): boolean =>
  relative(ROOT, file).startsWith('src/') && /^`\w+`$/.test(label);

/** Files that synth has recorded as its own. */
function recorded(tree: string, sets: readonly string[]): string[] {
  return sets.flatMap((set) =>
    readFileSync(join(ROOT, tree, '.istio-gitops', `${set}.paths`), 'utf8')
      .trim()
      .split('\n')
      .map((path) => `${tree}/${path}`),
  );
}

test('each section and file of the list is covered once, in its order and in its section', () => {
  const listed = [...contents!.text.matchAll(/^( *)- \[(.+)\]\(.+\)(:?(?:\n +[^\s-].*)*)/gm)].map(
    ([, indent, heading, files]) => ({
      heading,
      depth: 2 + indent!.length / 2,
      files: [...files!.matchAll(/`([^`]+)`/g)].map(([, file]) => file!),
    }),
  );
  expect(sections.map((section) => ({ ...section, files: entriesOf(section).map(({ file }) => file) }))).toMatchObject(
    listed,
  );
  expect(listed.length).toBeGreaterThan(20);

  const files = entries.map(({ file }) => file);
  expect(new Set(files).size).toBe(files.length);
  expect(files.length).toBeGreaterThan(40);
});

test.each(entries)('the page says what makes $file, and where it is', ({ text: said }) => {
  const links = linksOf(said);
  expect(links.some((link) => isMaker(link) || isCommand(link))).toBe(true);
  expect(/\bno file\b/i.test(said) || links.some(isGenerated)).toBe(true);
});

test('each construct that the page names is exported, and is in the file that it leads to', () => {
  const exported = new Set([...Object.keys(library), ...Object.keys(pulumi)]);
  const makers = linksOf(text).filter(isMaker);
  expect(makers.length).toBeGreaterThan(20);
  for (const { text: label, file } of makers) {
    const name = label.slice(1, -1);
    expect(exported).toContain(name);
    expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`^export (abstract )?(class|function) ${name}\\b`, 'm'));
  }
});

test('each command that the page names is one', () => {
  const names = commands().map(({ path }) => `\`istio-gitops ${path}\``);
  const linked = linksOf(text).filter(isCommand);
  expect(linked.length).toBeGreaterThan(10);
  for (const { text: label } of linked) expect(names).toContain(label);
});

test('each generated file that the page names is one of those that synth owns', () => {
  const owned = [
    ...recorded('deploy', ['development', 'staging', 'production', 'fleet']),
    ...recorded('.github', ['workflows']),
  ];
  const linked = linksOf(text).filter(isGenerated);
  expect(linked.length).toBeGreaterThan(40);
  for (const { text: label, file } of linked) {
    expect(owned).toContain(relative(ROOT, file));
    expect(label).toBe(`\`${relative(ROOT, file)}\``);
  }
});

test('each link of the page leads somewhere', () => {
  for (const { file, anchor } of linksOf(text)) {
    expect({ file, exists: existsSync(file) }).toEqual({ file, exists: true });
    if (anchor === undefined) continue;
    const headings = [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading!));
    expect(headings).toContain(anchor);
  }
});
