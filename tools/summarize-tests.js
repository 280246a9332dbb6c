// Prints one line for all runs of jest whose JSON results are named, as the last line of CI; with `--failed` the suites
// that have failed instead. Of a suite that was run again its last run counts, and is named for having been needed.
const { readFileSync } = require('node:fs');
const { relative } = require('node:path');

const [option, ...others] = process.argv.slice(2);
const files = option === '--failed' ? others : [option, ...others];
const suites = new Map();
for (const { testResults } of files.map((file) => JSON.parse(readFileSync(file, 'utf8')))) {
  for (const suite of testResults) suites.set(suite.name, [...(suites.get(suite.name) ?? []), suite]);
}
const last = [...suites.values()].map((runs) => runs.at(-1));
const failures = last.filter(({ status }) => status === 'failed');

if (option === '--failed') {
  for (const { name } of failures) console.log(name);
} else {
  for (const [name, runs] of suites) {
    const first = runs.find(({ status }) => status === 'failed');
    if (first === undefined || runs.at(-1).status === 'failed') continue;
    const tests = first.assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
    console.log(`passed at the second attempt only: ${relative('.', name)}: ${tests.join('; ')}`);
  }
  const count = (...statuses) =>
    last.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => statuses.includes(status)).length;
  // A suite that does not load has no tests that could fail.
  const broken = failures.filter(({ assertionResults }) => assertionResults.every(({ status }) => status !== 'failed'));
  const failed = count('failed') + broken.length;
  console.log(`${count('passed')} passed, ${failed} failed, ${count('pending', 'skipped', 'todo')} skipped`);
  if (failed > 0 || count('passed') === 0) process.exitCode = 1;
}
