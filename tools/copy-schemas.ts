import { cpSync } from 'node:fs';

// Schemas are read one by one when a kind is first validated, which the compiler cannot know.
cpSync('imports', 'lib/imports', { recursive: true, filter: (path) => !path.endsWith('.ts') });
