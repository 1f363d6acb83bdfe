import { TriangleAlert } from "lucide-react";
import type { WebAddress } from "@/features/chat/lib/web-address";
import { visibleText } from "@/lib/visible-text";

interface FullAddressProps {
  url: string;
  address: WebAddress | undefined;
}

/** A whole address as text, its host marked, with a warning where the eye may be fooled. */
export function FullAddress({ url, address }: FullAddressProps) {
  return (
    <div className="space-y-2">
      <p
        aria-label="Address"
        role="group"
        className="rounded-lg bg-muted px-3 py-2 font-mono text-sm break-all text-muted-foreground"
      >
        {address === undefined ? (
          visibleText(url)
        ) : (
          <>
            {address.before}
            <mark className="rounded bg-accent-soft px-0.5 font-semibold text-foreground">
              {address.host}
            </mark>
            {visibleText(address.after)}
          </>
        )}
      </p>
      {address === undefined && (
        <Warning>This is no address that can be opened safely: decline.</Warning>
      )}
      {address?.isPunycode === true && (
        <Warning>
          This host has letters of another alphabet (xn--) and may pass itself off as another. Open
          it only if you know it by exactly this spelling.
        </Warning>
      )}
    </div>
  );
}

function Warning({ children }: { children: string | string[] }) {
  return (
    <p className="flex gap-2 rounded-lg bg-warning-soft px-3 py-2 text-sm">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
      <span>{children}</span>
    </p>
  );
}
