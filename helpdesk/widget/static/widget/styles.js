// The look: one constructed sheet, so no page's policy on inline styles concerns it. Colours come
// from the brand in --brand and --on-brand; light and dark from the page, the system or the tenant.

import { messageStyles } from "./styles_messages.js";

const frame = `
:host { color-scheme: light dark; --ink: light-dark(#15181e, #eef0f4); --soft: light-dark(#5b6472, #a3adbd);
  --paper: light-dark(#ffffff, #16191f); --wash: light-dark(#f4f5f8, #1f242c); --raised: light-dark(#ffffff, #232932);
  --line: light-dark(#e3e6ec, #323944); --bad: light-dark(#b4232f, #ff8d90); --good: light-dark(#157347, #6fdba4);
  --tint: color-mix(in oklab, var(--brand) 12%, var(--paper));
  --voice: light-dark(color-mix(in oklab, var(--voice-on-white) 82%, #000), color-mix(in oklab, var(--brand) 45%, #fff));
  --ease: cubic-bezier(.2, .8, .2, 1); }
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; }
.panel, .panel *, .panel *::before, .panel *::after { box-sizing: border-box; }
.panel { position: fixed; z-index: 2147483000; inset-block-end: 92px; inset-inline-end: 20px;
  inline-size: min(408px, calc(100vw - 40px)); block-size: min(700px, calc(100dvh - 112px));
  display: flex; flex-direction: column; overflow: hidden; border-radius: 24px; background: var(--paper); color: var(--ink);
  font: 400 15px/1.5 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  -webkit-font-smoothing: antialiased; text-align: start; overflow-wrap: anywhere;
  box-shadow: 0 0 0 1px light-dark(rgb(16 24 40 / .07), rgb(255 255 255 / .09)), 0 24px 64px -12px rgb(10 16 30 / .38);
  transform-origin: calc(100% - 30px) calc(100% + 40px); animation: rise .32s var(--ease); }
:host([side="left"]) .panel { inset-inline: 20px auto; transform-origin: 30px calc(100% + 40px); }
.panel[hidden], .panel [hidden] { display: none !important; }
@keyframes rise { from { opacity: 0; transform: translateY(14px) scale(.96); } }
button, input, textarea { font: inherit; color: inherit; letter-spacing: inherit; }
.panel button { cursor: pointer; border: 0; background: none; padding: 0; touch-action: manipulation; }
.panel button:disabled { cursor: default; opacity: .5; }
.panel :focus { outline: none; }
.panel :focus-visible { outline: 2px solid var(--voice); outline-offset: 2px; }
.icon { inline-size: 1.25em; block-size: 1.25em; flex: none; fill: none; stroke: currentColor; stroke-width: 1.8;
  stroke-linecap: round; stroke-linejoin: round; }
.icon-more { stroke-width: 2.6; }
.quiet { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.head { position: relative; flex: none; display: flex; align-items: center; gap: 12px; padding: 14px 12px 14px 16px; color: var(--on-brand);
  background: radial-gradient(120% 180% at 0% 0%, color-mix(in oklab, var(--brand) 82%, #fff) 0%, var(--brand) 55%, color-mix(in oklab, var(--brand) 86%, #000) 100%); }
.head .who { flex: 1; min-inline-size: 0; }
.head h2 { margin: 0; font-size: 16px; line-height: 1.3; font-weight: 680; letter-spacing: -.01em; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.head p { margin: 1px 0 0; font-size: 13px; line-height: 1.35; display: flex; align-items: center; gap: 6px; opacity: .94; }
.head p span { min-inline-size: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.head p::before { content: ""; inline-size: 8px; block-size: 8px; border-radius: 50%; flex: none; background: #4ade80; box-shadow: 0 0 0 2px rgb(255 255 255 / .35); }
.head p[data-kind="nobody"]::before { background: #fbbf24; animation: pulse 1.4s ease-in-out infinite alternate; }
.head p[data-kind="off"]::before { background: #cbd2dd; }
@keyframes pulse { to { opacity: .35; } }
.round { inline-size: 38px; block-size: 38px; flex: none; border-radius: 12px; display: grid; place-items: center; transition: background .15s; }
.round .icon { font-size: 17px; }
.head .round:hover, .head .round[aria-expanded="true"] { background: color-mix(in srgb, var(--on-brand) 16%, transparent); }
.panel .head :focus-visible { outline-color: var(--on-brand); outline-offset: -3px; }
.avatar { inline-size: 30px; block-size: 30px; flex: none; border-radius: 10px; display: grid; place-items: center; overflow: hidden;
  background: var(--tone, var(--brand)); color: var(--on-tone, var(--on-brand)); font-size: 11.5px; font-weight: 700; letter-spacing: .02em; }
.avatar .icon { font-size: 15px; }
.avatar img { inline-size: 100%; block-size: 100%; object-fit: cover; }
.avatar.big { inline-size: 42px; block-size: 42px; border-radius: 14px; font-size: 15px; }
.head .avatar { background: color-mix(in srgb, var(--on-brand) 18%, transparent); color: var(--on-brand); }
.head .avatar[data-agent] { background: var(--tone); color: var(--on-tone); }

.menu { position: absolute; z-index: 3; inset-block-start: 58px; inset-inline-end: 12px; min-inline-size: 216px; padding: 6px; border-radius: 16px;
  background: var(--raised); color: var(--ink); box-shadow: 0 0 0 1px var(--line), 0 16px 40px -8px rgb(10 16 30 / .35); animation: drop .16s var(--ease); }
.menu button { display: flex; gap: 10px; align-items: center; inline-size: 100%; padding: 10px 12px; border-radius: 11px; text-align: start; }
.menu button:hover, .menu button:focus-visible { background: var(--wash); }
.panel .menu :focus-visible { outline-color: var(--voice); outline-offset: -2px; }
@keyframes drop { from { opacity: 0; transform: translateY(-6px); } }

.banner { flex: none; display: flex; gap: 10px; align-items: center; padding: 9px 16px; font-size: 13.5px; line-height: 1.4; color: light-dark(#713f12, #fde68a);
  background: light-dark(#fef3c7, #3a2e12); }
.banner .icon { font-size: 16px; }
.view { position: relative; flex: 1; min-block-size: 0; display: flex; flex-direction: column; }
.primary { padding: 11px 18px !important; border-radius: 14px; background: var(--brand) !important; color: var(--on-brand); font-weight: 620; transition: filter .15s, transform .15s; }
.primary:hover:not(:disabled) { filter: brightness(1.07); }
.primary:active:not(:disabled) { transform: scale(.98); }
.plain { padding: 9px 14px !important; border-radius: 12px; font-weight: 580; color: var(--soft); }
.plain:hover { background: var(--wash) !important; color: var(--ink); }

.home { flex: 1; overflow-y: auto; padding: 20px 16px 16px; display: flex; flex-direction: column; gap: 18px; }
.home h3 { margin: 0 0 8px; font-size: 13px; font-weight: 640; color: var(--soft); }
.home ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 8px; }
.row { display: grid !important; grid-template-columns: 1fr auto; gap: 1px 12px; inline-size: 100%; padding: 13px 15px !important; border-radius: 16px; text-align: start;
  background: var(--raised) !important; box-shadow: inset 0 0 0 1px var(--line); transition: box-shadow .15s, transform .15s; }
.row:hover { box-shadow: inset 0 0 0 1px color-mix(in oklab, var(--brand) 55%, var(--line)); transform: translateY(-1px); }
.row b { font-weight: 580; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.row[data-unread] b { font-weight: 720; }
.row small { color: var(--soft); font-size: 13px; }
.row em { font-style: normal; justify-self: end; align-self: center; min-inline-size: 20px; padding: 0 6px; border-radius: 10px; background: var(--brand); color: var(--on-brand); font-size: 12px; line-height: 20px; font-weight: 700; text-align: center; }
.home footer { margin-block-start: auto; display: grid; gap: 10px; }
.home footer .person { justify-content: center; padding: 11px 14px !important; border-radius: 14px; }
.wait { flex: 1; padding: 24px 18px; display: grid; align-content: start; gap: 14px; }
.wait i { display: block; block-size: 46px; border-radius: 16px; background: var(--wash); animation: pulse 1s ease-in-out infinite alternate; }
.wait i:nth-child(2) { inline-size: 70%; } .wait i:nth-child(3) { inline-size: 55%; justify-self: end; }

@media (max-width: 520px), (max-height: 520px) {
  .panel, :host([side="left"]) .panel { inset: 0; inline-size: 100%; block-size: 100dvh; border-radius: 0; box-shadow: none; }
  .panel .head { padding-block-start: max(14px, env(safe-area-inset-top)); }
  .panel input, .panel textarea { font-size: 16px; }
}
@media (prefers-reduced-motion: reduce) { .panel, .panel *, .panel *::before { animation: none !important; transition: none !important; scroll-behavior: auto !important; } }
@media (forced-colors: active) { .panel, .bubble, .row, .primary { border: 1px solid; } }
@media print { .panel { display: none; } }
`;

// The shadow root of the chat's element, with our sheet beside the loader's.
export function styledRoot(element) {
  const root = element.shadowRoot;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(frame + messageStyles);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  return root;
}
