import { Component, type ReactNode } from "react";
import { Button } from "@/components/ui/button";

interface FailureBoundaryProps {
  children: ReactNode;
}

/** Instead of an empty window: what to do when the page itself has failed. */
export class FailureBoundary extends Component<FailureBoundaryProps, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <main role="alert" className="flex h-full items-center justify-center px-6">
        <div className="max-w-prose space-y-4 text-center">
          <p className="font-display text-2xl">The page has failed.</p>
          <p className="leading-7 text-muted-foreground">
            Nothing is lost: conversations are at the server, and what you have written is kept
            here.
          </p>
          <Button variant="primary" onClick={() => location.reload()}>
            Load it again
          </Button>
        </div>
      </main>
    );
  }
}
