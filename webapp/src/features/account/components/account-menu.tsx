import { useMutation } from "@tanstack/react-query";
import { CircleUserRound, KeyRound, LogOut, MonitorSmartphone } from "lucide-react";
import { Suspense, useState } from "react";
import { signOut } from "@/api/auth";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import { MenuItem } from "@/components/ui/menu-item";
import { forgetTexts } from "@/features/account/lib/forget-texts";
import { lazyPart } from "@/lib/lazy-part";
import { pageWindow } from "@/lib/page-window";

const SessionsDialog = lazyPart(async () => {
  const { SessionsDialog } = await import("@/features/account/components/sessions-dialog");
  return SessionsDialog;
});

const KeysDialog = lazyPart(async () => {
  const { KeysDialog } = await import("@/features/account/components/keys-dialog");
  return KeysDialog;
});

interface AccountMenuProps {
  name: string;
}

/** Who is signed in, and what they can do about it. */
export function AccountMenu({ name }: AccountMenuProps) {
  const [dialog, setDialog] = useState<"sessions" | "keys">();
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: (next) => {
      forgetTexts();
      pageWindow.goTo(next);
    },
  });
  const close = () => setDialog(undefined);
  return (
    <div className="shrink-0 border-t border-border px-3 py-2">
      <Menu
        trigger={
          <Button variant="ghost" className="w-full justify-start" disabled={leave.isPending}>
            <CircleUserRound aria-hidden />
            <span className="truncate">{name}</span>
          </Button>
        }
      >
        <MenuItem onSelect={() => setDialog("sessions")}>
          <MonitorSmartphone aria-hidden /> Where you are signed in
        </MenuItem>
        <MenuItem onSelect={() => setDialog("keys")}>
          <KeyRound aria-hidden /> API keys
        </MenuItem>
        <MenuItem onSelect={() => leave.mutate()}>
          <LogOut aria-hidden /> Sign out
        </MenuItem>
      </Menu>
      {leave.error && (
        <p role="alert" className="px-2.5 text-xs leading-5 wrap-anywhere text-danger">
          {leave.error.message}
        </p>
      )}
      <Suspense>
        {dialog === "sessions" && <SessionsDialog onClose={close} />}
        {dialog === "keys" && <KeysDialog onClose={close} />}
      </Suspense>
    </div>
  );
}
