import assert from "node:assert/strict";
import { test } from "node:test";
import { Files } from "../../journeykit/editors/static/loader.js";

test("an import names the address of its file, and the file says in errors which one it is", () => {
  const files = new Files();
  files.add({ "core/base.js": "export const base = 1;\n" });
  const [path] = files.paths;
  assert.equal(path, "core/base.js");
  const address = files.known.get(path);
  assert.match(address, /^blob:/);
  const text = 'import { base } from "core/base.js";\nimport {\nbase as other,\n} from "core/base.js";\nconst from = "core/base.js";\n';
  assert.equal(files.linked("top.js", text), `import { base } from "${address}";\nimport {\nbase as other,\n} from "${address}";\nconst from = "core/base.js";\n\n//# sourceURL=journeykit/top.js`);
});

test("two widgets of a page share the module of a file that both have", () => {
  const sources = { "core/shared.js": "export const held = new Map();\n" };
  assert.equal(new Files().add(sources).known.get("core/shared.js"), new Files().add(sources).known.get("core/shared.js"));
});

test("a file that comes before what it imports is told with both names", () => {
  assert.throws(() => new Files().add({ "a.js": 'import { b } from "b.js";\n' }), /a\.js imports b\.js/);
});
