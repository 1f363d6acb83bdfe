import { createContext } from "react";

/** Takes what was chosen, to be done once the menu has closed and given the focus back. */
export const MenuChoice = createContext<(act: () => void) => void>((act) => act());
