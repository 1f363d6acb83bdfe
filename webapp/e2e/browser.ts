import { execFileSync } from "node:child_process";
import { accessSync, constants, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

export interface Browser {
  executablePath: string;
  args: string[];
  env?: Record<string, string>;
}

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
const PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/opt/google/chrome/chrome",
  "/snap/bin/chromium",
];

/**
 * The browser of the journeys, found without a human: PARLEY_BROWSER, an installed Chrome or
 * Chromium, else the one that comes as an npm package with the libraries it needs.
 */
export async function findBrowser(): Promise<Browser> {
  const wanted = process.env.PARLEY_BROWSER;
  const installed = wanted === "packaged" ? undefined : (wanted ?? installedBrowser());
  // As root, in a container, Chromium's own sandbox cannot start.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const found =
    installed === undefined ? await packagedBrowser() : { executablePath: installed, args };
  try {
    execFileSync(found.executablePath, [...found.args, "--version"], {
      env: { ...process.env, ...found.env },
      stdio: "pipe",
      timeout: 20_000,
    });
  } catch (error) {
    throw new Error(
      `The browser ${found.executablePath} does not start. Install Chrome or Chromium (Debian: apt-get install chromium), or set PARLEY_BROWSER to its path.`,
      { cause: error },
    );
  }
  return found;
}

function installedBrowser(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...PLACES].find(
    isExecutable,
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The package holds a headless Chromium for x64 Linux, and the shared libraries (NSS and the like)
 * that a bare system lacks. It unpacks the libraries only where it believes to be on AWS Lambda.
 */
async function packagedBrowser(): Promise<Browser> {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error(
      "No Chrome or Chromium was found: install one, or set PARLEY_BROWSER to its path.",
    );
  }
  // It unpacks into the temporary folder, where another user's files of that name may lie.
  const folder = resolve("node_modules/.cache/browser");
  mkdirSync(folder, { recursive: true });
  const { TMPDIR, AWS_LAMBDA_JS_RUNTIME } = process.env;
  Object.assign(process.env, { TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: "nodejs22.x" });
  const { default: chromium } = await import("@sparticuz/chromium");
  const executablePath = await chromium.executablePath();
  restore({ TMPDIR, AWS_LAMBDA_JS_RUNTIME });
  const fonts = join(folder, "fonts");
  writeFileSync(join(fonts, "fonts.conf"), fontsConf(fonts));
  // The package also offers switches that turn the web's security off: the journeys want it on.
  const args = ["--no-sandbox", "--no-zygote", "--disable-gpu", "--headless=shell"];
  const env = {
    ...environment(),
    LD_LIBRARY_PATH: join(folder, "al2023", "lib"),
    FONTCONFIG_PATH: fonts,
  };
  return { executablePath, args, env };
}

/** The package's own file names folders of AWS Lambda; without any font, a text field is a crash. */
function fontsConf(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(folder, "cache")}</cachedir>
</fontconfig>
`;
}

function restore(variables: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
}

function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}
