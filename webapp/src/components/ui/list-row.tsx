import type { ReactNode } from "react";

interface ListRowProps {
  title: string;
  /** More about it, in small print. */
  note: string;
  /** What can be done with it. */
  children: ReactNode;
}

/** One of several things, and a button for it. */
export function ListRow({ title, note, children }: ListRowProps) {
  return (
    <li className="flex items-center gap-4 py-2.5 text-sm">
      <div className="min-w-0 flex-1">
        <p className="font-medium wrap-anywhere">{title}</p>
        <p className="text-xs leading-5 wrap-anywhere text-muted-foreground">{note}</p>
      </div>
      {children}
    </li>
  );
}
