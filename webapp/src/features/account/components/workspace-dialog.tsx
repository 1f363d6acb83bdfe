import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import { chooseWorkspace, isSlug, partsOf, readWorkspace, workspaceName } from "@/lib/workspace";

interface WorkspaceDialogProps {
  organizations: string[];
  onClose: () => void;
}

/** Asks where the user wants to work: an organization, and perhaps one project of it. */
export function WorkspaceDialog({ organizations, onClose }: WorkspaceDialogProps) {
  const [{ organization, project }, setParts] = useState(() => partsOf(readWorkspace()));
  const isWrong = organization !== "" && project !== "" && !isSlug(project);
  return (
    <Dialog
      title="Where you work"
      description="Your servers are asked for this organization and project. Your conversations stay as they are."
      onClose={onClose}
    >
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (isWrong) return;
          onClose();
          chooseWorkspace(workspaceName(organization, project));
        }}
      >
        <SelectField
          label="Organization"
          value={organization}
          onChange={(event) => setParts({ organization: event.target.value, project: "" })}
        >
          <option value="">No organization</option>
          {organizations.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </SelectField>
        {organization !== "" && (
          <TextField
            label="Project"
            hint="Its short name; leave it empty to work with all of them."
            value={project}
            aria-invalid={isWrong}
            onChange={(event) => setParts({ organization, project: event.target.value.trim() })}
          />
        )}
        {isWrong && (
          <p role="alert" className="text-sm text-danger">
            A short name has small letters, digits, _ and -, and at most 64 of them.
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={isWrong}>
            Work here
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
