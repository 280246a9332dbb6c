import { text } from 'node:stream/consumers';
import { LuaFactory } from 'wasmoon';

/** All that Argo CD opens for a script: no string, math or io library, and of `os` only the time. */
const SANDBOX = `
local time = { time = os.time, date = os.date }
local kept = { table = { concat = table.concat, insert = table.insert, remove = table.remove, sort = table.sort } }
local base = { "assert", "error", "getmetatable", "ipairs", "next", "pairs", "pcall", "rawequal", "rawget", "rawset",
  "select", "setmetatable", "tonumber", "tostring", "type", "xpcall" }
for _, name in ipairs(base) do kept[name] = _G[name] end
kept.require = function(name)
  if name == "os" then return time end
  error("no module " .. name)
end
getmetatable("").__index = nil
local names = {}
for name in pairs(_G) do names[#names + 1] = name end
local globals = _G
for _, name in ipairs(names) do globals[name] = kept[name] end
`;

/** JSON as Lua tables, which Argo CD makes of it too; null is nil, and left out of lists. */
function literal(value: unknown): string {
  if (value === null || value === undefined) return 'nil';
  if (Array.isArray(value))
    return `{ ${value
      .filter((item) => item !== null)
      .map(literal)
      .join(', ')} }`;
  if (typeof value === 'object') {
    const fields = Object.entries(value).map(([key, field]) => `[${JSON.stringify(key)}] = ${literal(field)}`);
    return `{ ${fields.join(', ')} }`;
  }
  return JSON.stringify(value);
}

async function run(script: string, object: object): Promise<unknown> {
  const lua = await new LuaFactory().createEngine();
  try {
    await lua.doString(`${SANDBOX}\nobj = ${literal(object)}`);
    const result = (await lua.doString(script)) as unknown;
    return { result };
  } catch (error) {
    return { error: String(error) };
  } finally {
    lua.global.close();
  }
}

void (async () => {
  const runs = JSON.parse(await text(process.stdin)) as readonly { script: string; object: object }[];
  const outcomes: unknown[] = [];
  for (const { script, object } of runs) outcomes.push(await run(script, object));
  process.stdout.write(JSON.stringify(outcomes));
})();
