"""Three invented companies to try the product with; imported by nothing else."""
