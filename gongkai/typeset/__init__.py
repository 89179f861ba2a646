"""Official letters and reports as pages: PDF by typst, Word files from templates."""
