import { useQuery } from "@tanstack/react-query";
import { readResource } from "@/api/resources";
import { Spinner } from "@/components/ui/spinner";
import { EmbeddedResource } from "@/features/chat/components/tools/embedded-resource";

interface ResourcePreviewProps {
  server: string;
  uri: string;
}

/** What a resource holds now: read by its server because the user asked, and by nobody else. */
export function ResourcePreview({ server, uri }: ResourcePreviewProps) {
  const { data, error } = useQuery({
    queryKey: ["resource", server, uri],
    queryFn: ({ signal }) => readResource(server, uri, signal),
    retry: false,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  if (error) {
    return (
      <p role="alert" className="text-sm wrap-anywhere text-danger">
        {error.message}
      </p>
    );
  }
  if (!data) {
    return (
      <p role="status" className="flex items-center gap-2 text-sm text-muted-foreground">
        <Spinner /> Reading…
      </p>
    );
  }
  return (
    <div className="space-y-3">
      {data.length === 0 && <p className="text-sm text-muted-foreground">It is empty.</p>}
      {data.map((resource, i) => (
        <EmbeddedResource key={`${resource.uri}-${i}`} resource={resource} />
      ))}
    </div>
  );
}
