import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

/** Files are kebab-case and no folder has a barrel. */
const fileName = {
  meta: {
    type: "problem",
    schema: [],
    messages: { bad: "'{{name}}' is not kebab-case.", barrel: "No barrel files." },
  },
  create: (context) => ({
    Program(node) {
      const name = context.filename.split("/").at(-1) ?? "";
      if (/^index\.tsx?$/.test(name)) context.report({ node, messageId: "barrel" });
      if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|spec|config))?\.(ts|tsx|js|mjs)$/.test(name)) {
        context.report({ node, messageId: "bad", data: { name } });
      }
    },
  }),
};

/** Imports flow shared -> features -> app; a folder's own files are reached by "./". */
const parents = { regex: "^\\.\\./", message: "Use '@/…' for what is not in this folder." };
const app = { group: ["@/app/**"], message: "Only the app imports from the app." };
const features = { group: ["@/features/**"], message: "Shared code does not know the features." };
const flow = (...patterns) => ({ "no-restricted-imports": ["error", { patterns }] });

export default tseslint.config(
  { ignores: ["target/", "node_modules/"] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { "react-hooks": reactHooks, parley: { rules: { "file-name": fileName } } },
    rules: {
      ...reactHooks.configs.recommended.rules,
      "parley/file-name": "error",
      "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "never" }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "Named exports only." },
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: "Never HTML from strings.",
        },
      ],
    },
  },
  { files: ["src/**"], rules: flow(parents) },
  { files: ["src/{api,components,lib,testing}/**"], rules: flow(parents, app, features) },
  {
    files: ["src/features/chat/**"],
    rules: flow(parents, app, {
      group: ["@/features/!(chat)/**"],
      message: "Features meet in the app.",
    }),
  },
  {
    files: ["src/features/conversations/**"],
    rules: flow(parents, app, {
      group: ["@/features/!(conversations)/**"],
      message: "Features meet in the app.",
    }),
  },
  {
    files: ["src/features/servers/**"],
    rules: flow(parents, app, {
      group: ["@/features/!(servers)/**"],
      message: "Features meet in the app.",
    }),
  },
  { files: ["*.config.*", "bench/*.config.ts"], rules: { "no-restricted-syntax": "off" } },
  {
    files: ["**/*.js", "**/*.mjs"],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        URL: "readonly",
        setTimeout: "readonly",
        clearTimeout: "readonly",
        setInterval: "readonly",
        clearInterval: "readonly",
        Buffer: "readonly",
        document: "readonly",
        localStorage: "readonly",
      },
    },
  },
);
