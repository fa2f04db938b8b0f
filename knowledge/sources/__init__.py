"""Where articles come from: one module for each kind of file, all reading into documents."""
