import { main } from './cli';

const BUG = 70;

main(process.argv.slice(2), process).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = BUG;
  },
);
