import { signOut } from "@/api/auth";
import { forgetTexts } from "@/features/account/lib/forget-texts";
import { pageWindow } from "@/lib/page-window";

/** Signs out, and leaves nothing of the user's in this browser. */
export async function leave(): Promise<void> {
  const next = await signOut();
  forgetTexts();
  pageWindow.goTo(next);
}
