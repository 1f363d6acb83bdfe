const KEY = "parley.workspace";
const CHOSEN = "parley:workspace";

/** Where the user works, as `organization` or `organization/project`; empty for nowhere special. */
export function readWorkspace(): string {
  return localStorage.getItem(KEY) ?? "";
}

export function chooseWorkspace(name: string): void {
  if (name === "") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, name);
  window.dispatchEvent(new Event(CHOSEN));
}

/** Calls back when it is chosen, here or in another tab, until the function it returns is called. */
export function onWorkspace(listener: () => void): () => void {
  window.addEventListener(CHOSEN, listener);
  window.addEventListener("storage", listener);
  return () => {
    window.removeEventListener(CHOSEN, listener);
    window.removeEventListener("storage", listener);
  };
}

/** Says with a request where the user works. */
export function workspaceHeaders(): Record<string, string> {
  const name = readWorkspace();
  return name === "" ? {} : { "Parley-Workspace": name };
}

/** Leaves an organization the user is no member of any more: everything would be refused there. */
export function keepWorkspaceAmong(organizations: string[]): void {
  const name = readWorkspace();
  if (name !== "" && !organizations.includes(partsOf(name).organization)) chooseWorkspace("");
}

export function partsOf(name: string): { organization: string; project: string } {
  const [organization = "", project = ""] = name.split("/");
  return { organization, project };
}

/** The name of a workspace; a project needs its organization. */
export function workspaceName(organization: string, project: string): string {
  if (organization === "" || project === "") return organization;
  return `${organization}/${project}`;
}

/** Whether it can name a project. */
export function isSlug(text: string): boolean {
  return /^[a-z0-9][a-z0-9_-]{0,63}$/.test(text);
}
