import assert from "node:assert/strict";
import { test } from "node:test";
import { Files } from "../../journeykit/editors/static/loader.js";

test("a file takes what it imports by its path and gives what it exports", () => {
  const files = new Files().add({
    "core/base.js": ["m1", () => ({ base: 1 })],
    "top.js": ["m2", (need) => ({ top: need("core/base.js").base + 1 })],
  });
  assert.deepEqual(files.paths, ["core/base.js", "top.js"]);
  assert.equal(files.module("top.js").top, 2);
});

test("two widgets of a page share the module of a file that both have, and not that of another version of it", () => {
  const files = (mark) => new Files().add({ "core/shared.js": [mark, () => ({ held: new Map() })] });
  assert.equal(files("one").module("core/shared.js"), files("one").module("core/shared.js"));
  assert.notEqual(files("one").module("core/shared.js"), files("two").module("core/shared.js"));
});

test("a file that comes before what it imports is told with both names", () => {
  assert.throws(() => new Files().add({ "a.js": ["m3", (need) => need("b.js")] }), /a\.js imports b\.js/);
});
