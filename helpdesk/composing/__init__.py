"""How an agent's words come about: macros, drafts, and replies that are held until they are due."""
