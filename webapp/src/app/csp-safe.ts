import { config } from "zod";

// Zod compiles its schemas with `new Function`. The page's policy forbids that, and even the
// attempt is reported as a violation; so it is switched off before any schema is used.
config({ jitless: true });
