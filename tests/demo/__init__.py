"""The demo: planned the same every time, written once, told apart by company."""
