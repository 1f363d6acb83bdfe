/** Leaves the page for another address. */
export function goTo(url: string): void {
  location.assign(url);
}
