# Targets that look at the code: lint, coverage, bench.
