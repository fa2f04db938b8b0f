// What scripts say, in the agent's language; places in braces are filled with values.
//
// The page brings the words that are not English (templatetags: script_words); what it lacks is said
// in English. tests/test_words.py finds every call of it and asks locale/*/scripts.po for the words.

const block = document.getElementById("script-words");
const WORDS = block ? JSON.parse(block.textContent) : {};

export function say(words, values = {}) {
  return (WORDS[words] || words).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// For dates, and for what the browser itself puts into words.
export const language = document.documentElement.lang || "en";
