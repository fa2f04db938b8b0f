"""The composer: macros, drafts, held replies."""
