/** One event of a text/event-stream; `id` is that of its own id line, not an inherited one. */
export interface ServerSentEvent {
  id?: string;
  data: string;
}

/**
 * Splits a text/event-stream into events, whatever the pieces it arrives in (WHATWG HTML 9.2.6).
 * Comments, event names and retry lines are read over; an event that is cut off is dropped.
 */
export class ServerSentEventDecoder {
  #text = "";
  #id: string | undefined;
  #data: string[] = [];

  push(piece: string): ServerSentEvent[] {
    this.#text += piece;
    const events: ServerSentEvent[] = [];
    for (let end = this.#lineEnd(); end !== undefined; end = this.#lineEnd()) {
      const line = this.#text.slice(0, end.from);
      this.#text = this.#text.slice(end.to);
      const event = this.#line(line);
      if (event) events.push(event);
    }
    return events;
  }

  /** A CR at the very end may be the first half of a CRLF: it has to wait for the next piece. */
  #lineEnd(): { from: number; to: number } | undefined {
    const match = /\r\n|\n|\r(?!$)/.exec(this.#text);
    return match ? { from: match.index, to: match.index + match[0].length } : undefined;
  }

  #line(line: string): ServerSentEvent | undefined {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") this.#data.push(value);
    if (field === "id") this.#id = value;
    return undefined;
  }

  #dispatch(): ServerSentEvent | undefined {
    const data = this.#data;
    const id = this.#id;
    this.#data = [];
    this.#id = undefined;
    if (data.length === 0) return undefined;
    return { ...(id === undefined ? {} : { id }), data: data.join("\n") };
  }
}
