/** `killed-synth.ts ROOT COUNT`: a synth that is killed, really, after COUNT file operations. */
import { observedFiles } from './failing-files';
import { NEW, synthesize } from './interrupted-run';

const [root = '', deadline] = process.argv.slice(2);
const files = observedFiles((count) => {
  if (count === Number(deadline)) process.kill(process.pid, 'SIGKILL');
});
synthesize(root, NEW, files);
