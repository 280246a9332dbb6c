import { cpSync } from 'node:fs';

// Schemas are read one by one when a kind is first validated, which the compiler cannot know.
cpSync('imports', 'lib/imports', { recursive: true, filter: (path) => !path.endsWith('.ts') });
// Policies are copied into deploy trees.
cpSync('policies', 'lib/policies', { recursive: true });
// Projects start from them.
cpSync('templates', 'lib/templates', { recursive: true });
// Documents of our JSON, which nothing reads at run time.
cpSync('src/report', 'lib/src/report', { recursive: true, filter: (path) => !path.endsWith('.ts') });
