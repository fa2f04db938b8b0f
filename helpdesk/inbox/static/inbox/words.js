// Words for what scripts say, in the agent's language: the page brings them (_live.html).

export function say(key, values = {}) {
  const words = document.getElementById("live-words").dataset[key] ?? key;
  return words.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}
