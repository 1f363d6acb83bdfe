/** A piece of Markdown that can be read alone; `start` is where it begins in the whole text. */
export interface Block {
  start: number;
  text: string;
}

const FENCE = /^\s*(`{3,}|~{3,})/;
const LIST_ITEM = /^ {0,3}([-*+]|\d{1,9}[.)])( |\t|$)/;
const INDENTED = /^( {2,}|\t)/;

/** Finished blocks that are shown as one. */
const SECTION_BLOCKS = 16;

/**
 * Cuts a growing text into blocks, in sections. What is finished is not looked at again, and a full
 * section stays the same array, so that the cost of showing a streamed answer grows with its length
 * and not with its square.
 */
export class BlockSplitter {
  #text = "";
  #full: Block[][] = [];
  #finished: Block[] = [];
  #tailStart = 0;

  split(text: string): Block[][] {
    if (!text.startsWith(this.#text)) {
      this.#full = [];
      this.#finished = [];
      this.#tailStart = 0;
    }
    this.#text = text;
    const open = splitBlocks(text.slice(this.#tailStart), this.#tailStart);
    const last = open.at(-1);
    if (open.length > 1 && last) {
      this.#finish(open.slice(0, -1));
      this.#tailStart = last.start;
    }
    const section = last ? [...this.#finished, last] : this.#finished;
    return section.length > 0 ? [...this.#full, section] : this.#full;
  }

  #finish(blocks: Block[]): void {
    const all = [...this.#finished, ...blocks];
    while (all.length >= SECTION_BLOCKS) this.#full.push(all.splice(0, SECTION_BLOCKS));
    this.#finished = all;
  }
}

function splitBlocks(text: string, offset: number): Block[] {
  const blocks: Block[] = [];
  let start = 0;
  let at = 0;
  let fence = "";
  let isAfterBlank = false;
  let isList = false;
  for (const line of text.split("\n")) {
    const isBlank = line.trim() === "";
    if (fence === "" && !isBlank) {
      if (isAfterBlank && at > start && !continues(line, isList)) {
        blocks.push({ start: offset + start, text: text.slice(start, at) });
        start = at;
        isList = false;
      }
      isList ||= LIST_ITEM.test(line);
    }
    fence = fenceAfter(line, fence);
    isAfterBlank = isBlank;
    at += line.length + 1;
  }
  if (start < text.length) blocks.push({ start: offset + start, text: text.slice(start) });
  return blocks;
}

function continues(line: string, isList: boolean): boolean {
  return INDENTED.test(line) || (isList && LIST_ITEM.test(line));
}

/** The marker of the code fence that is open after this line; empty when none is. */
function fenceAfter(line: string, open: string): string {
  const marker = FENCE.exec(line)?.[1];
  if (marker === undefined) return open;
  if (open === "") return marker;
  const closes = marker.startsWith(open) && line.trim() === marker;
  return closes ? "" : open;
}
