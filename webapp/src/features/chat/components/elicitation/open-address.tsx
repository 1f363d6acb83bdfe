import { ExternalLink } from "lucide-react";
import { buttonVariants } from "@/components/ui/button";

interface OpenAddressProps {
  url: string;
  host: string;
  onOpen: () => void;
}

/** Opens an address in a tab that knows nothing of this page. */
export function OpenAddress({ url, host, onOpen }: OpenAddressProps) {
  return (
    <a
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      onClick={onOpen}
      className={buttonVariants({ variant: "primary" })}
    >
      <ExternalLink aria-hidden />
      Open {host}
    </a>
  );
}
