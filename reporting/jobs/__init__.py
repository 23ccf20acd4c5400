"""Long work in the background: asked for, claimed by one run at a time, told of, finished once
(docs/exports.md)."""
