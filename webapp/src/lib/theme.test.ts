import { afterEach, expect, test } from "vitest";
import { applyTheme, chooseTheme, onTheme, readTheme } from "@/lib/theme";

afterEach(() => {
  localStorage.clear();
  applyTheme();
  document.head.innerHTML = "";
});

test("the page looks as the machine does until something is chosen", () => {
  applyTheme();

  expect(readTheme()).toBe("system");
  expect(document.documentElement.dataset.theme).toBeUndefined();
});

test("a choice is kept and shown, also around the page, and taken back", () => {
  document.head.innerHTML = `
    <meta name="theme-color" media="(prefers-color-scheme: light)" content="" />
    <meta name="theme-color" media="(prefers-color-scheme: dark)" content="" />`;
  const around = () =>
    [...document.querySelectorAll<HTMLMetaElement>("meta")].map((meta) => meta.content);
  const off = onTheme(applyTheme);

  chooseTheme("dark");
  expect(localStorage.getItem("parley.theme")).toBe("dark");
  expect(document.documentElement.dataset.theme).toBe("dark");
  expect(around()).toEqual(["#181715", "#181715"]);

  chooseTheme("system");
  expect(document.documentElement.dataset.theme).toBeUndefined();
  expect(around()).toEqual(["#faf9f6", "#181715"]);
  off();
});

test("what is no theme is the machine's", () => {
  localStorage.setItem("parley.theme", "plaid");

  expect(readTheme()).toBe("system");
});
