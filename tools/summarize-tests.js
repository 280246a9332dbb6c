// Prints one line for all runs of jest whose JSON results are named, as the last line of CI.
const { readFileSync } = require('node:fs');

const runs = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, 'utf8')));
const total = (field) => runs.reduce((sum, run) => sum + run[field], 0);
const failed = total('numFailedTests') + total('numRuntimeErrorTestSuites');
console.log(`${total('numPassedTests')} passed, ${failed} failed, ${total('numPendingTests')} skipped`);
if (failed > 0 || total('numPassedTests') === 0) process.exitCode = 1;
