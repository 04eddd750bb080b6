import assert from "node:assert/strict";
import { test } from "node:test";
import { movedIndex } from "../../journeykit/editors/static/core/controls.js";
import { safeAttribute } from "../../journeykit/editors/static/core/dom.js";

test("markup, handlers and script addresses are no attributes", () => {
  for (const name of ["innerHTML", "outerHTML", "srcdoc", "onclick", "ONERROR"]) assert.equal(safeAttribute(name, "x"), false);
  for (const value of ["javascript:alert(1)", " \tJavaScript:alert(1)", "vbscript:x", "data:text/html,x"]) {
    assert.equal(safeAttribute("href", value), false);
  }
  assert.equal(safeAttribute("href", "#top"), true);
  assert.equal(safeAttribute("aria-label", "javascript: the good parts"), true);
});

test("arrow keys stop at the ends, other keys are nobody's", () => {
  assert.equal(movedIndex("ArrowRight", 1, 3), 2);
  assert.equal(movedIndex("ArrowDown", 2, 3), 2);
  assert.equal(movedIndex("ArrowLeft", 0, 3), 0);
  assert.equal(movedIndex("End", 0, 3), 2);
  assert.equal(movedIndex("a", 0, 3), null);
});
