/**
 * Files of this folder as modules of a page. anywidget imports the text of a widget from a `blob:` address, where a relative
 * import has nothing to be relative to. So each file becomes a blob of its own, after those that it imports, and its imports
 * name their addresses. `_assets.load_esm` puts this text in front of the files of a widget.
 */

const IMPORT = /^((?:import|export) [^"]*from )"([\w/]+\.js)";$/gm;

// By text: what several widgets of a page have in common is one module, loaded once.
const ADDRESSES = (globalThis.journeykitModules ??= new Map());

export class Files {
  constructor() {
    this.known = new Map();
  }

  /** Paths of the files that are here. @returns {string[]} */
  get paths() {
    return [...this.known.keys()];
  }

  /** @param {Record<string, string>} sources by path from this folder, what is imported before what imports it */
  add(sources) {
    for (const [path, source] of Object.entries(sources)) this.known.set(path, addressOf(this.linked(path, source)));
    return this;
  }

  /** A file with the addresses of what it imports, and its own name for error messages. */
  linked(path, source) {
    const addressed = source.replace(IMPORT, (_, head, from) => {
      if (!this.known.has(from)) throw new Error(`${path} imports ${from}, which did not come before it`);
      return `${head}"${this.known.get(from)}";`;
    });
    return `${addressed}\n//# sourceURL=journeykit/${path}`;
  }

  /** @param {string} path @returns {Promise<any>} the module */
  async load(path) {
    // All at once: by its imports alone the browser would come to know of them one after the other.
    await Promise.all([...this.known.values()].map((address) => import(address)));
    return import(this.known.get(path));
  }
}

function addressOf(text) {
  if (!ADDRESSES.has(text)) ADDRESSES.set(text, URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  return ADDRESSES.get(text);
}
