import { DataFile, DataFileError, DataFileProblem } from '../platform/data-file';

export type Path = readonly (string | number)[];

/** What is wrong with a file that its schema accepts. */
export class Objections {
  private readonly problems: DataFileProblem[] = [];

  constructor(private readonly read: DataFile<unknown>) {}

  add(path: Path, message: string): void {
    this.problems.push({ location: this.read.locate(path), message });
  }

  /** @throws DataFileError where there are any */
  refuse(): void {
    if (this.problems.length > 0) throw new DataFileError(this.problems);
  }
}
