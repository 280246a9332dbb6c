// The language host of Pulumi runs JavaScript, and its own TypeScript knows neither the module settings nor the paths of
// tsconfig.json: jiti runs the program, as it runs the environments.
const { createJiti } = require('jiti');

module.exports = async () => {
  const program = await createJiti(module.filename, { tsconfigPaths: true }).import('./program.ts', { default: true });
  return program();
};
