import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '..', '..');

/** Programs of pages of `docs/`, in a folder of their own for as long as their tests run. */
export class Examples {
  // Inside of the checkout, so that `istio-gitops` is found by the paths of its tsconfig.json.
  private readonly folder = mkdtempSync(join(ROOT, '.docs-'));
  private readonly programs: string[] = [];

  /** @returns the file that it is written to */
  write(path: string, text: string): string {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    if (path.endsWith('.ts')) this.programs.push(file);
    return file;
  }

  /** Type errors in the programs; of the library, `npm run types` finds them. */
  typeErrors(): readonly string[] {
    const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
      config: object;
    };
    const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: this.programs }, ts.sys, ROOT);
    // Programs of pages name what they make, whether or not they use it.
    const program = ts.createProgram(this.programs, { ...options, types: ['node'], noUnusedLocals: false });
    const diagnostics = this.programs.flatMap((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)));
    return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
