// Where the loader comes in: one client, one panel.

import { Client } from "./client.js";
import { Panel } from "./panel.js";

export function start(context) {
  let panel = null;
  let drawing = false;
  const fresh = [];
  const client = new Client(context, (items) => {
    fresh.push(...(items || []));
    if (drawing || !panel) return;
    drawing = true;
    // Not an animation frame: those stop in hidden tabs, and the badge must not.
    queueMicrotask(() => {
      drawing = false;
      panel.update(fresh.splice(0));
    });
  });
  panel = new Panel(context, client);
  client.enter();
  return {
    show(how) {
      if (!client.entered) client.enter();
      panel.show(how);
    },
    hide: () => panel.hide(),
    restyle: () => panel.restyle(),
    identify: () => client.enter(),
    logout: () => client.leave(),
  };
}
