// What is packed in the page: an episode's words, and its pictures as differences of palette numbers.
"use strict";

const stage = (() => {
  async function unpack(name) {
    const block = document.getElementById(name);
    if (!block) return null;
    const letters = atob(block.textContent);
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    const open = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(open).arrayBuffer());
  }

  // The episode's words, or null where they are not in the page.
  async function story(id) {
    const bytes = await unpack(`story:${id}`);
    return bytes && JSON.parse(new TextDecoder().decode(bytes));
  }

  // { size, at, frame(k) }: frame k as RGBA; `at[k]` is the decision before which it was taken.
  async function album(id) {
    const bytes = await unpack(`album:${id}`);
    if (!bytes) return null;
    const end = bytes.indexOf(10);
    const { size, at, palette } = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
    const rows = bytes.subarray(end + 1);
    const area = size * size;
    for (let i = area; i < rows.length; i++) rows[i] ^= rows[i - area];
    const little = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
    const colours = Uint32Array.from(palette, (c) =>
      little ? (0xff000000 | ((c & 0xff) << 16) | (c & 0xff00) | (c >> 16)) >>> 0 : ((c << 8) | 0xff) >>> 0
    );
    function frame(number) {
      const made = new Uint32Array(area);
      const from = number * area;
      for (let i = 0; i < area; i++) made[i] = colours[rows[from + i]];
      return new ImageData(new Uint8ClampedArray(made.buffer), size, size);
    }
    return { size, at, frame };
  }

  // An element with text; never markup, whatever a model has said.
  function make(name, text = "", kind = "") {
    const made = document.createElement(name);
    made.textContent = text;
    if (kind) made.className = kind;
    return made;
  }

  return { story, album, make };
})();
