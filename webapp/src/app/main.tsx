import "@/app/csp-safe";
import "@/app/app.css";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { FailureBoundary } from "@/app/failure-boundary";
import { SignInGate } from "@/app/sign-in-gate";
import { Problem } from "@/lib/problem";
import { applyTheme, onTheme } from "@/lib/theme";

applyTheme();
onTheme(applyTheme);

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal stays one; only what may pass is worth another try.
      retry: (count, error) =>
        count < 3 && !(error instanceof Problem && error.status < 500 && error.status > 0),
    },
  },
});

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root.");
createRoot(root).render(
  <StrictMode>
    <FailureBoundary>
      <QueryClientProvider client={queries}>
        <SignInGate />
      </QueryClientProvider>
    </FailureBoundary>
  </StrictMode>,
);
