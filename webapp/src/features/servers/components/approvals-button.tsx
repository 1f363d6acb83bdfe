import { ShieldCheck } from "lucide-react";
import { Suspense, useState } from "react";
import { Button } from "@/components/ui/button";
import { lazyPart } from "@/lib/lazy-part";

const ApprovalsDialog = lazyPart(async () => {
  const { ApprovalsDialog } = await import("@/features/servers/components/approvals-dialog");
  return ApprovalsDialog;
});

/** Opens what the user allows always. */
export function ApprovalsButton() {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button
        variant="ghost"
        size="small"
        className="w-full justify-start px-2.5"
        onClick={() => setIsOpen(true)}
      >
        <ShieldCheck aria-hidden />
        Tools you allow always
      </Button>
      <Suspense>{isOpen && <ApprovalsDialog onClose={() => setIsOpen(false)} />}</Suspense>
    </>
  );
}
