import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '..', '..');

/** Programs of a page of `docs/`, in a folder of their own for as long as its tests run. */
export class Examples {
  // Inside of the checkout, so that `istio-gitops` is found by the paths of its tsconfig.json.
  private readonly folder = mkdtempSync(join(ROOT, '.docs-'));
  private readonly files: string[] = [];

  /** @returns the file that it is written to */
  write(name: string, code: string): string {
    const file = join(this.folder, `${name}.ts`);
    writeFileSync(file, code);
    this.files.push(file);
    return file;
  }

  /** Type errors in the examples; of the library, `npm run types` finds them. */
  typeErrors(options: ts.CompilerOptions = {}): readonly string[] {
    const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
      config: object;
    };
    const own = ts.parseJsonConfigFileContent({ ...config, include: [], files: this.files }, ts.sys, ROOT).options;
    const program = ts.createProgram(this.files, { ...own, types: ['node'], ...options });
    const diagnostics = this.files.flatMap((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)));
    return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
