/** Has the browser save what is at an address of ours, under the name the server gives it. */
export function saveFile(path: string): void {
  const link = document.createElement("a");
  link.href = path;
  link.download = "";
  link.click();
}
