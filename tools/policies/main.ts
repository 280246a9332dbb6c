import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programPath } from '../../test/conformance/programs';
import { checksums, compile, POLICIES } from './build';

// `npm run policies`, after each change of policies/rego.
const wasm = compile(programPath('opa'));
writeFileSync(join(POLICIES, 'istio.wasm'), wasm);
writeFileSync(join(POLICIES, 'istio.wasm.sha256'), checksums(wasm));
