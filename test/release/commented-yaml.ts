import fc from 'fast-check';

/** A release state as people write it: comments and blank lines wherever YAML lets them be, in several styles. */
export interface CommentedFile {
  readonly text: string;
  /** In their order; no two are the same. */
  readonly comments: readonly string[];
}

/** Services of the files, by strategy. */
export const CANARIES = ['svc-api', 'svc-quiet', 'svc-line', 'svc-lines'] as const;
export const BLUE_GREEN = ['svc-web', 'svc-shop'] as const;

/** Lines of a file, each with a place before it and one after it where comments may be; `<` is one indentation. */
const LINES: readonly string[] = [
  'services:',
  '<svc-api:',
  '<<strategy: canary',
  '<<stable: v1',
  '<<canary:',
  '<<<version: "v2"',
  '<<<weight: 10',
  '<<<steps: [10, 50]',
  '<svc-quiet:',
  '<<strategy: canary',
  "<<stable: 'v1'",
  '<<retiring: v0',
  '<svc-line: { strategy: canary, stable: v1 }',
  '<svc-lines: {strategy: canary,',
  '<<stable: v1,',
  '<<canary: {version: v2,',
  '<<<weight: 10}',
  '<}',
  '<svc-web:',
  '<<strategy: blue-green',
  '<<active: blue',
  '<<blue: v1',
  '<<green: v2',
  '<<idle: preview',
  '<svc-shop:',
  '<<active: green',
  '<<strategy: "blue-green"',
];

type Space = 'nothing' | 'comment' | 'blank line' | 'blank line and comment' | 'comments';
const SPACES: readonly Space[] = ['nothing', 'comment', 'blank line', 'blank line and comment', 'comments'];

const spaces = fc.array(fc.constantFrom(...SPACES), { minLength: LINES.length + 1, maxLength: LINES.length + 1 });
const ends = fc.array(fc.boolean(), { minLength: LINES.length, maxLength: LINES.length });

export const commentedFiles: fc.Arbitrary<CommentedFile> = fc
  .record({ spaces, ends, indent: fc.constantFrom(2, 4), newline: fc.constantFrom('\n', '\r\n'), marker: fc.boolean() })
  .map(({ spaces, ends, indent, newline, marker }) => {
    const comments: string[] = [];
    const comment = (): string => {
      comments.push(`# comment ${comments.length};`);
      return comments.at(-1)!;
    };
    const lines: string[] = marker ? ['---'] : [];
    const indented = (line: string): string => line.replace(/^<*/, ({ length }) => ' '.repeat(length * indent));
    const addSpace = (space: Space, indentation: string): void => {
      if (space.startsWith('blank line')) lines.push('');
      if (space.endsWith('comment')) lines.push(`${indentation}${comment()}`);
      if (space === 'comments') lines.push(`${indentation}${comment()}`, '', `${indentation}${comment()}`);
    };
    for (const [i, line] of LINES.entries()) {
      addSpace(spaces[i]!, /^ */.exec(indented(line))![0]);
      lines.push(`${indented(line)}${ends[i]! ? ` ${comment()}` : ''}`);
    }
    addSpace(spaces[LINES.length]!, '');
    return { text: lines.map((line) => `${line}${newline}`).join(''), comments };
  });
