// The look of what asks something of the customer: waiting, contact details, survey, ending.

export const cardStyles = `
.card { inline-size: 100%; margin: 14px 0 4px; padding: 16px; border-radius: 18px; background: var(--raised); box-shadow: inset 0 0 0 1px var(--line), 0 6px 18px -10px rgb(10 16 30 / .25); display: grid; gap: 12px; animation: arrive .26s var(--ease); }
.card h3 { margin: 0; font-size: 15.5px; line-height: 1.35; font-weight: 660; }
.card p { margin: -8px 0 0; font-size: 13px; color: var(--soft); }
.card .row-of { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; }
.card label { display: grid; gap: 4px; font-size: 13px; font-weight: 580; color: var(--soft); }
.fields { display: grid; grid-template-columns: 1fr 1fr; gap: 10px; }
.fields label:nth-last-child(1):nth-child(odd) { grid-column: 1 / -1; }
.card input, .card textarea { inline-size: 100%; padding: 9px 12px; border: 0; border-radius: 12px; background: var(--wash); color: var(--ink); font-weight: 400; box-shadow: inset 0 0 0 1px var(--line); }
.card textarea { resize: vertical; min-block-size: 62px; }
.card input:focus, .card textarea:focus { box-shadow: inset 0 0 0 2px var(--voice); outline: none; }
.card input:user-invalid { box-shadow: inset 0 0 0 2px var(--bad); }
.faces { display: grid; grid-template-columns: repeat(5, 1fr); gap: 6px; border: 0; margin: 0; padding: 0; }
.face { display: grid; justify-items: center; gap: 4px; padding: 10px 2px 8px !important; border-radius: 14px; color: var(--soft); font-size: 11.5px; line-height: 1.25; font-weight: 560; transition: transform .15s, background .15s; }
.face .icon { font-size: 24px; }
.face:hover { background: var(--wash) !important; color: var(--ink); transform: translateY(-2px); }
.face[aria-pressed="true"] { background: var(--tint) !important; color: var(--voice); }
.queue { display: flex; align-items: center; gap: 12px; margin: 0 0 8px; padding: 11px 14px; border-radius: 18px; background: var(--tint); }
.queue .ring { inline-size: 22px; block-size: 22px; flex: none; border-radius: 50%; border: 2.5px solid color-mix(in oklab, var(--brand) 25%, transparent); border-block-start-color: var(--voice); animation: turn 1.1s linear infinite; }
.queue div { flex: 1; min-inline-size: 0; font-size: 14px; font-weight: 620; line-height: 1.35; }
.queue small { display: block; font-size: 12.5px; font-weight: 450; color: var(--soft); }
.queue .plain { padding: 7px 12px !important; font-size: 13.5px; color: var(--voice); }
@keyframes turn { to { transform: rotate(1turn); } }
.ask { margin: 0 0 8px; padding: 14px; border-radius: 18px; background: var(--wash); display: flex; flex-wrap: wrap; align-items: center; gap: 8px; font-weight: 600; }
.ask span { flex: 1; }
.closed { margin: 0 4px 8px; font-size: 13px; color: var(--soft); text-align: center; }
`;
