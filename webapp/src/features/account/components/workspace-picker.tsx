import { Building2, ChevronsUpDown } from "lucide-react";
import { Suspense, useState, useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";
import { lazyPart } from "@/lib/lazy-part";
import { onWorkspace, partsOf, readWorkspace } from "@/lib/workspace";

interface WorkspacePickerProps {
  organizations: string[];
}

const WorkspaceDialog = lazyPart(async () => {
  const { WorkspaceDialog } = await import("@/features/account/components/workspace-dialog");
  return WorkspaceDialog;
});

/** Where the user works now, and the way to work elsewhere; nothing where there is no choice. */
export function WorkspacePicker({ organizations }: WorkspacePickerProps) {
  const workspace = useSyncExternalStore(onWorkspace, readWorkspace);
  const [isOpen, setIsOpen] = useState(false);
  if (organizations.length === 0) return null;
  const { organization, project } = partsOf(workspace);
  const words = project === "" ? organization : `${organization} / ${project}`;
  return (
    <>
      <Button
        aria-label={`Workspace: ${organization === "" ? "none" : words}`}
        className="w-full justify-start"
        onClick={() => setIsOpen(true)}
      >
        <Building2 aria-hidden />
        <span className="min-w-0 flex-1 truncate text-left">
          {organization === "" ? "No organization" : words}
        </span>
        <ChevronsUpDown aria-hidden className="text-muted-foreground" />
      </Button>
      {isOpen && (
        <Suspense>
          <WorkspaceDialog organizations={organizations} onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
