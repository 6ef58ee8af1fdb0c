"""A reader of the evidence bundle, format 1, written from docs/format.md
alone, so that the text itself is tested: where this reader and the library
disagree, one of them or the text is wrong."""
