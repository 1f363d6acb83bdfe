/** The window the page is in; an object, so that a test can take its place. */
export const pageWindow = {
  /** Leaves the page for another address. */
  goTo(url: string): void {
    location.assign(url);
  },
};
