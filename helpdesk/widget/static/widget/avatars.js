// The little pictures beside names: the brand's logo, the assistant's spark, a person's initials.

import { el, icon } from "./dom.js";

const colour = /^#[0-9a-f]{6}$/i;

export function avatar(author, { brand, base, inkOn, big = false }) {
  const what = big ? "span.avatar.big" : "span.avatar";
  if (author.kind === "agent") {
    const tone = colour.test(author.colour || "") ? author.colour : "#475569";
    return el(what, { "aria-hidden": "true", "data-agent": true, vars: { "--tone": tone, "--on-tone": inkOn(tone) } }, author.initials || "?");
  }
  const logo = brand && brand.logo;
  if (logo && author.kind !== "assistant") return el(what, { "aria-hidden": "true" }, el("img", { src: new URL(logo, base).href, alt: "" }));
  return el(what, { "aria-hidden": "true" }, author.kind === "assistant" || !brand ? icon("spark") : brand.name.slice(0, 1).toUpperCase());
}
