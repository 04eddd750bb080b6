/**
 * Files of this folder as functions in one module. anywidget imports the text of a widget from a `blob:` address, where a
 * relative import has nothing to be relative to, and a blob for each file would be sixty requests of a page. So Python makes
 * a function of each file (`_assets.module_files`): it takes what it imports from `need` and returns what it exports.
 * `_assets.load_esm` puts this text in front of the files of a widget.
 */

// By path and mark: what several widgets of a page have in common is made once.
const MADE = (globalThis.journeykitModules ??= new Map());

export class Files {
  constructor() {
    this.known = new Map();
  }

  /** Paths of the files that are here. @returns {string[]} */
  get paths() {
    return [...this.known.keys()];
  }

  /** @param {Record<string, [string, (need: Function) => object]>} files mark and function by path, what is imported before what imports it */
  add(files) {
    for (const [path, [mark, make]] of Object.entries(files)) {
      const name = `${path} ${mark}`;
      if (!MADE.has(name)) MADE.set(name, make((from) => this.module(from, path)));
      this.known.set(path, MADE.get(name));
    }
    return this;
  }

  /** What a file exports. @param {string} path @param {string} [by] who imports it @returns {any} */
  module(path, by) {
    if (!this.known.has(path)) throw new Error(by ? `${by} imports ${path}, which did not come before it` : `${path} is not here`);
    return this.known.get(path);
  }

  /** Add files that came later, as texts: together they are one module. @param {Record<string, string>} texts by path */
  async addTexts(texts) {
    const files = Object.entries(texts).map(([path, text]) => `${JSON.stringify(path)}: ${text}`);
    const address = URL.createObjectURL(new Blob([`export default {${files.join(",\n")}};`], { type: "text/javascript" }));
    try {
      return this.add((await import(address)).default);
    } finally {
      URL.revokeObjectURL(address);
    }
  }
}
