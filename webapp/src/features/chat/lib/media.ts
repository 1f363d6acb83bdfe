const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
const SOUND = /^audio\/[a-z0-9][a-z0-9.+-]*$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

export type Media = { type: "picture" | "sound"; source: string } | { type: "file" };

/**
 * Data of a tool as the page may show it. Only raster pictures and sounds are shown from their data:
 * an SVG is a document, and what else calls itself a picture is a file to be saved.
 */
export function mediaOf(mediaType: string, base64: string): Media {
  const type = (mediaType.split(";")[0] ?? "").trim().toLowerCase();
  const data = base64.replaceAll(/\s/g, "");
  if (!BASE64.test(data)) return { type: "file" };
  if (PICTURES.has(type)) return { type: "picture", source: `data:${type};base64,${data}` };
  if (SOUND.test(type)) return { type: "sound", source: `data:${type};base64,${data}` };
  return { type: "file" };
}

/** How many bytes the text in base64 stands for. */
export function sizeOf(base64: string): number {
  return Math.floor((base64.replaceAll(/[\s=]/g, "").length * 3) / 4);
}
