import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { createKey, deleteKey, type KeyScope } from "@/api/auth";
import { keysQuery } from "@/api/queries";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { ListRow } from "@/components/ui/list-row";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import { formatDay } from "@/lib/format";

interface KeysDialogProps {
  onClose: () => void;
}

const NAME_LENGTH_MAX = 100;

const scopes: Record<KeyScope, string> = {
  chat: "Ask and run tools",
  read: "Only read",
};

/** The keys with which programs act for the user; a new one is shown once. */
export function KeysDialog({ onClose }: KeysDialogProps) {
  const queries = useQueryClient();
  const { data: keys = [], error } = useQuery(keysQuery);
  const [name, setName] = useState("");
  const [scope, setScope] = useState<KeyScope>("chat");
  const [days, setDays] = useState("90");
  const onSettled = () => queries.invalidateQueries({ queryKey: keysQuery.queryKey });
  const create = useMutation({
    mutationFn: () =>
      createKey({
        name: name.trim(),
        scope,
        ...(days === "" ? {} : { expiresInDays: Number(days) }),
      }),
    onSuccess: () => setName(""),
    onSettled,
  });
  const remove = useMutation({ mutationFn: deleteKey, onSettled });
  const problem = error ?? create.error ?? remove.error;

  function submit(event: SubmitEvent) {
    event.preventDefault();
    if (name.trim() !== "") create.mutate();
  }

  return (
    <Dialog
      title="API keys"
      description="For programs that act for you. A key is as good as your sign-in: keep it secret."
      onClose={onClose}
    >
      {keys.length > 0 && (
        <ul className="mb-5 divide-y divide-border">
          {keys.map((key) => (
            <ListRow
              key={key.id}
              title={key.name}
              note={`${scopes[key.scope]}, made ${formatDay(key.createdAt)}, ${
                key.expiresAt ? `ends ${formatDay(key.expiresAt)}` : "never ends"
              }`}
            >
              <Button
                size="small"
                variant="danger"
                aria-label={`Delete ${key.name}`}
                disabled={remove.isPending}
                onClick={() => remove.mutate(key.id)}
              >
                Delete
              </Button>
            </ListRow>
          ))}
        </ul>
      )}
      {create.data && (
        <div role="status" className="mb-5 rounded-xl bg-success-soft px-3.5 py-2.5 text-sm">
          <p className="leading-6">Copy it now: it is not shown again.</p>
          <div className="flex items-center gap-2">
            <code className="min-w-0 flex-1 font-mono text-xs break-all">{create.data}</code>
            <CopyButton text={create.data} label="Copy the key" />
          </div>
        </div>
      )}
      <form onSubmit={submit} className="space-y-4">
        <TextField
          label="Name"
          placeholder="What it is for"
          value={name}
          maxLength={NAME_LENGTH_MAX}
          onChange={(event) => setName(event.target.value)}
        />
        <div className="grid grid-cols-2 gap-4">
          <SelectField
            label="It may"
            value={scope}
            onChange={(event) => setScope(event.target.value === "read" ? "read" : "chat")}
          >
            <option value="chat">{scopes.chat}</option>
            <option value="read">{scopes.read}</option>
          </SelectField>
          <SelectField
            label="It ends"
            value={days}
            onChange={(event) => setDays(event.target.value)}
          >
            <option value="30">in 30 days</option>
            <option value="90">in 90 days</option>
            <option value="365">in a year</option>
            <option value="">never</option>
          </SelectField>
        </div>
        {problem && (
          <p role="alert" className="text-sm leading-6 wrap-anywhere text-danger">
            {problem.message}
          </p>
        )}
        <div className="flex justify-end">
          <Button type="submit" variant="primary" disabled={name.trim() === "" || create.isPending}>
            Make a key
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
