import { signOut } from "@/api/auth";
import { forgetTexts } from "@/features/account/lib/forget-texts";
import { tellLeft } from "@/lib/other-tabs";
import { pageWindow } from "@/lib/page-window";

/** Signs out, and leaves nothing of the user's in this browser, in no tab. */
export async function leave(): Promise<void> {
  const next = await signOut();
  forgetTexts();
  // Until the next page comes, a message on its way may be kept once more.
  window.addEventListener("pagehide", forgetTexts, { once: true });
  tellLeft();
  pageWindow.goTo(next);
}
