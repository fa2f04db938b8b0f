// The look of the log: bubbles, who said what, sources, the composer below, and what asks something
// of the customer (waiting, ways, survey, ending).

export const messageStyles = `
.log { flex: 1; min-block-size: 0; overflow-y: auto; overscroll-behavior: contain; padding: 18px 16px 8px; display: flex; flex-direction: column; scroll-behavior: smooth; }
.log > :first-child { margin-block-start: auto; }
.day { align-self: center; margin: 12px 0; font-size: 12.5px; font-weight: 560; color: var(--soft); }
.happened { align-self: center; max-inline-size: 88%; margin: 10px 0; padding: 6px 13px; border-radius: 14px; background: var(--wash); color: var(--soft); font-size: 13.5px; line-height: 1.45; text-align: center; }
.happened.said { align-self: stretch; max-inline-size: none; text-align: start; padding: 11px 14px; color: var(--ink); background: var(--tint); display: flex; gap: 10px; align-items: flex-start; }
.happened .icon { font-size: 16px; margin-block-start: 3px; color: var(--voice); }

.hello { padding: 6px 2px 14px; display: grid; gap: 10px; justify-items: start; }
.hello .avatar { inline-size: 52px; block-size: 52px; border-radius: 17px; font-size: 22px; }
.hello .avatar .icon { font-size: 26px; }
.hello h3 { margin: 4px 0 0; font-size: 22px; line-height: 1.28; font-weight: 690; letter-spacing: -.02em; text-wrap: balance; }
.hello p { margin: 0; color: var(--soft); font-size: 14px; }

.entry { display: grid; grid-template-columns: 30px minmax(0, 1fr); gap: 0 10px; max-inline-size: 94%; margin-block-start: 4px; animation: arrive .26s var(--ease); }
.entry.first { margin-block-start: 16px; }
.entry > .avatar { grid-row: 1 / span 3; align-self: start; margin-block-start: 20px; }
.entry .name { grid-column: 2; margin: 0 0 3px 2px; font-size: 12.5px; line-height: 17px; font-weight: 600; color: var(--soft); }
.entry .name span { font-weight: 450; }
.entry .part { grid-column: 2; min-inline-size: 0; display: grid; justify-items: start; gap: 8px; }
.entry.types > .avatar { margin-block-start: 8px; }
.bubble { max-inline-size: 100%; padding: 10px 14px; border-radius: 6px 18px 18px 18px; background: var(--wash); }
.entry:not(.first) .bubble { border-start-start-radius: 18px; }
.entry.mine { align-self: flex-end; display: block; max-inline-size: 84%; }
.entry.mine .part { justify-items: end; }
.entry.mine .bubble { background: var(--brand); color: var(--on-brand); border-radius: 18px 18px 6px 18px; white-space: pre-wrap; }
.entry.mine.waits .bubble { opacity: .72; }
.entry.mine.failed .bubble { background: transparent; color: var(--ink); box-shadow: inset 0 0 0 1.5px var(--bad); }
.bubble.gone { font-style: italic; color: var(--soft); background: transparent !important; box-shadow: inset 0 0 0 1px var(--line); }
.bubble > :first-child { margin-block-start: 0; } .bubble > :last-child { margin-block-end: 0; }
.bubble p, .bubble ul, .bubble ol, .bubble pre { margin: 8px 0; }
.bubble ul, .bubble ol { padding-inline-start: 20px; } .bubble li { margin: 3px 0; }
.bubble a { color: inherit; text-decoration: underline; text-underline-offset: 2px; text-decoration-thickness: 1px; }
.bubble code { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, monospace; padding: 1px 5px; border-radius: 6px; background: light-dark(rgb(16 24 40 / .07), rgb(255 255 255 / .1)); }
.bubble pre { overflow-x: auto; padding: 10px 12px; border-radius: 12px; background: light-dark(rgb(16 24 40 / .06), rgb(0 0 0 / .3)); }
.bubble pre code { padding: 0; background: none; }
.mark { display: flex; align-items: center; gap: 5px; margin: 3px 3px 0; font-size: 12px; line-height: 16px; color: var(--soft); font-variant-numeric: tabular-nums; }
.mark .icon { font-size: 13px; } .mark.seen .icon { color: var(--voice); }
.mark.bad { color: var(--bad); }
.mark button { padding: 2px 6px; border-radius: 7px; font-weight: 620; text-decoration: underline; text-underline-offset: 2px; }
@keyframes arrive { from { opacity: 0; transform: translateY(8px); } }

.dots { display: inline-flex; gap: 4px; padding: 15px 15px; }
.dots i { inline-size: 7px; block-size: 7px; border-radius: 50%; background: var(--soft); animation: bob 1.1s ease-in-out infinite; }
.dots i:nth-child(2) { animation-delay: .14s; } .dots i:nth-child(3) { animation-delay: .28s; }
@keyframes bob { 0%, 60%, 100% { opacity: .35; transform: none; } 30% { opacity: 1; transform: translateY(-4px); } }

.sources { inline-size: 100%; margin: 0; padding: 0; list-style: none; display: grid; gap: 6px; }
.sources a, .sources span.source { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: 0 10px; align-items: center; padding: 9px 12px; border-radius: 14px; color: inherit; text-decoration: none;
  background: var(--raised); box-shadow: inset 0 0 0 1px var(--line); transition: box-shadow .15s; }
.sources a:hover { box-shadow: inset 0 0 0 1px color-mix(in oklab, var(--brand) 60%, var(--line)); }
.sources .icon { font-size: 16px; color: var(--voice); }
.sources b { font-size: 13.5px; font-weight: 600; line-height: 1.35; }
.sources q { grid-column: 2; color: var(--soft); font-size: 12.5px; line-height: 1.4; display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; quotes: none; }
.under { display: flex; flex-wrap: wrap; align-items: center; gap: 4px; color: var(--soft); }
.thumb { inline-size: 32px; block-size: 32px; border-radius: 10px; display: grid; place-items: center; color: var(--soft); }
.thumb .icon { font-size: 15px; }
.thumb:hover { background: var(--wash) !important; color: var(--ink); }
.thumb[aria-pressed="true"] { color: var(--voice); background: var(--tint) !important; } .thumb[aria-pressed="true"] .icon { fill: color-mix(in srgb, currentColor 30%, transparent); }
.chips { display: flex; flex-wrap: wrap; gap: 8px; }
.chips > .mark { flex-basis: 100%; margin: 0 2px -2px; font-size: 13px; font-weight: 560; }
.chip { padding: 7px 14px !important; border-radius: 999px; font-size: 14px; font-weight: 560; color: var(--voice); box-shadow: inset 0 0 0 1.5px color-mix(in oklab, var(--brand) 45%, var(--line)); transition: background .15s; }
.chip:hover { background: var(--tint) !important; }

.latest { position: absolute; z-index: 2; inset-block-end: 100%; inset-inline: 0; margin: 0 auto 10px; inline-size: fit-content; display: flex; align-items: center; gap: 6px;
  padding: 7px 14px !important; border-radius: 999px; background: var(--ink) !important; color: var(--paper); font-size: 13px; font-weight: 600; box-shadow: 0 8px 24px -6px rgb(0 0 0 / .4); }
.foot { position: relative; flex: none; padding: 8px 12px max(12px, env(safe-area-inset-bottom)); background: var(--paper); }
.help { display: flex; align-items: center; gap: 10px; min-block-size: 36px; padding: 0 4px 8px; font-size: 13px; color: var(--soft); line-height: 1.35; }
.help > span { flex: 1; }
.person { display: inline-flex; align-items: center; gap: 7px; flex: none; padding: 7px 14px 7px 11px !important; border-radius: 999px; font-size: 14px; font-weight: 620; color: var(--voice); background: var(--tint) !important; }
.person:hover:not(:disabled) { box-shadow: inset 0 0 0 1.5px color-mix(in oklab, var(--brand) 60%, transparent); }
.person .icon { font-size: 15px; }
.compose { display: flex; align-items: flex-end; gap: 6px; padding: 5px 5px 5px 16px; border-radius: 22px; background: var(--wash); box-shadow: inset 0 0 0 1.5px transparent; transition: box-shadow .15s; }
.compose:focus-within { box-shadow: inset 0 0 0 1.5px var(--voice); }
.compose textarea { flex: 1; min-inline-size: 0; resize: none; border: 0; background: none; padding: 8px 0; margin: 0; line-height: 1.45; max-block-size: 132px; field-sizing: content; outline: none !important; }
.compose textarea::placeholder { color: var(--soft); opacity: 1; }
.compose button { inline-size: 38px; block-size: 38px; flex: none; border-radius: 50%; display: grid; place-items: center; background: var(--brand) !important; color: var(--on-brand); transition: transform .15s, opacity .15s; }
.compose button:disabled { background: var(--line) !important; color: var(--soft); opacity: 1; }
.compose button:active:not(:disabled) { transform: scale(.92); }
.compose .clip { color: var(--soft); background: none !important; margin-inline-start: -11px; }
.compose .clip:hover { color: var(--ink); background: var(--line) !important; }
.compose .clip .icon { font-size: 17px; }
.compose button[aria-busy="true"] .icon { animation: breathe 1s ease-in-out infinite alternate; }
.tray { margin: 0 0 8px; padding: 0; list-style: none; display: grid; gap: 6px; max-block-size: 198px; overflow-y: auto; }
.upload { --share: 0; position: relative; overflow: hidden; display: flex; align-items: center; gap: 10px; padding: 7px 6px 7px 7px; border-radius: 14px; background: var(--raised);
  box-shadow: inset 0 0 0 1px var(--line); font-size: 13px; line-height: 1.35; animation: arrive .2s var(--ease); }
.upload.loading::after { content: ""; position: absolute; inset: auto 0 0; block-size: 3px; background: var(--voice); transform: scaleX(var(--share)); transform-origin: left; transition: transform .2s; }
[dir="rtl"] .upload.loading::after { transform-origin: right; }
.upload.failed, .upload.lost { box-shadow: inset 0 0 0 1.5px var(--bad); } .upload.failed .about span, .upload.lost .about span { color: var(--bad); }
.leaf { flex: none; inline-size: 38px; block-size: 38px; border-radius: 9px; display: grid; place-items: center; overflow: hidden; background: var(--wash); color: var(--voice); }
.leaf img { inline-size: 100%; block-size: 100%; object-fit: cover; } .leaf .icon { font-size: 17px; }
.about { flex: 1; min-inline-size: 0; display: grid; text-align: start; }
.about b { font-weight: 600; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; } .about span { color: var(--soft); font-size: 12px; }
.upload button { flex: none; padding: 4px 8px; border-radius: 9px; font-weight: 620; color: var(--voice); }
.upload .away { inline-size: 32px; block-size: 32px; padding: 0; display: grid; place-items: center; color: var(--soft); } .upload .away:hover { background: var(--wash); color: var(--ink); } .away .icon { font-size: 14px; }
.files { margin: 0; padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: 6px; max-inline-size: 100%; }
.mine .files { justify-content: flex-end; }
.files li { min-inline-size: 0; max-inline-size: 100%; }
.panel .shot { display: block; overflow: hidden; inline-size: min(240px, var(--wide), 100%); min-inline-size: 72px; max-block-size: 260px; aspect-ratio: var(--ratio); border-radius: 18px; background: var(--wash); box-shadow: inset 0 0 0 1px var(--line); cursor: zoom-in; }
.files .small .shot { inline-size: 112px; aspect-ratio: 1; }
.shot img { display: block; inline-size: 100%; block-size: 100%; object-fit: cover; opacity: 0; transition: opacity .25s; } .shot.here img { opacity: 1; }
.panel .file { display: flex; align-items: center; gap: 10px; inline-size: 250px; max-inline-size: 100%; padding: 7px 12px 7px 7px; border-radius: 16px; background: var(--raised); box-shadow: inset 0 0 0 1px var(--line); font-size: 13px; line-height: 1.35; transition: box-shadow .15s; }
.panel .file:hover { box-shadow: inset 0 0 0 1px color-mix(in oklab, var(--brand) 60%, var(--line)); } .file > .icon { font-size: 16px; color: var(--soft); }
.drop { position: absolute; inset: 0; z-index: 3; display: grid; place-content: center; justify-items: center; gap: 10px; margin: 10px; border-radius: 18px; border: 2px dashed var(--voice);
  background: color-mix(in oklab, var(--tint) 94%, transparent); color: var(--voice); font-weight: 640; pointer-events: none; } .drop .icon { font-size: 30px; }
@keyframes breathe { to { opacity: .35; } }
.over { margin: 6px 6px 0; font-size: 12.5px; color: var(--bad); }

.card { inline-size: 100%; margin: 14px 0 4px; padding: 16px; border-radius: 18px; background: var(--raised); box-shadow: inset 0 0 0 1px var(--line), 0 6px 18px -10px rgb(10 16 30 / .25); display: grid; gap: 12px; animation: arrive .26s var(--ease); }
.card h3 { margin: 0; font-size: 15.5px; line-height: 1.35; font-weight: 660; }
.card p { margin: -8px 0 0; font-size: 13px; color: var(--soft); }
.card .row-of { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; }
.card label { display: grid; gap: 4px; font-size: 13px; font-weight: 580; color: var(--soft); }
.card form { display: grid; gap: 10px; justify-items: start; }
.card form label { inline-size: 100%; }
.card .bad { margin: 0; color: var(--bad); }
.card .bad:empty { display: none; }
.card input, .card textarea { inline-size: 100%; padding: 9px 12px; border: 0; border-radius: 12px; background: var(--wash); color: var(--ink); font-weight: 400; box-shadow: inset 0 0 0 1px var(--line); }
.card textarea { resize: vertical; min-block-size: 62px; }
.card input:focus, .card textarea:focus { box-shadow: inset 0 0 0 2px var(--voice); outline: none; }
.card input[aria-invalid] { box-shadow: inset 0 0 0 2px var(--bad); }
.faces { display: grid; grid-template-columns: repeat(5, 1fr); gap: 6px; border: 0; margin: 0; padding: 0; }
.face { display: grid; justify-items: center; gap: 4px; padding: 10px 2px 8px !important; border-radius: 14px; color: var(--soft); font-size: 11.5px; line-height: 1.25; font-weight: 560; transition: transform .15s, background .15s; }
.face .icon { font-size: 24px; }
.face:hover { background: var(--wash) !important; color: var(--ink); transform: translateY(-2px); }
.face[aria-pressed="true"], .chip[aria-pressed="true"] { background: var(--tint) !important; color: var(--voice); box-shadow: inset 0 0 0 2px var(--voice); }
.queue { display: flex; align-items: center; gap: 12px; margin: 0 0 8px; padding: 11px 14px; border-radius: 18px; background: var(--tint); }
.queue .ring { inline-size: 22px; block-size: 22px; flex: none; border-radius: 50%; border: 2.5px solid color-mix(in oklab, var(--brand) 25%, transparent); border-block-start-color: var(--voice); animation: turn 1.1s linear infinite; }
.queue div { flex: 1; min-inline-size: 0; font-size: 14px; font-weight: 620; line-height: 1.35; }
.queue small { display: block; font-size: 12.5px; font-weight: 450; color: var(--soft); }
.queue .plain { padding: 7px 12px !important; font-size: 13.5px; color: var(--voice); }
@keyframes turn { to { transform: rotate(1turn); } }
.ask { margin: 0 0 8px; padding: 14px; border-radius: 18px; background: var(--wash); display: flex; flex-wrap: wrap; align-items: center; gap: 8px; font-weight: 600; }
.ask span { flex: 1; }
`;
