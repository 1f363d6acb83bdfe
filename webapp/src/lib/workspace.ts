import { keptChoice } from "@/lib/kept-choice";

const kept = keptChoice("workspace");

/** Where the user works, as `organization` or `organization/project`; empty for nowhere special. */
export const readWorkspace = kept.read;

export const chooseWorkspace = kept.choose;

export const onWorkspace = kept.on;

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
