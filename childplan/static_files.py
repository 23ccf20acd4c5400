"""How are style sheets and scripts handed out? Compressed, under names that change with their content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Scripts import each other; the names in their imports get the content's mark too, or a browser would go
    on with an old half of a new script."""

    support_js_module_import_aggregation = True
