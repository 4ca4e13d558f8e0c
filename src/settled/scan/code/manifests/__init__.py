"""Readers of manifests, one file an ecosystem or a format: what they declare as needed is selected.

Packages are named as in the catalog: a normalised PyPI name, or ``ECOSYSTEM:NAME`` with ``npm``, ``cargo``,
``go``, ``maven`` (``maven:GROUP:ARTIFACT``), ``gem``, ``nuget`` and ``composer``.
"""

READERS: dict[str, str] = {
    kind: f"settled.scan.code.manifests.{place}"
    for kind, place in {
        "pyproject.toml": "pyproject:read",
        "requirements": "requirements:read",
        "setup.cfg": "setup_cfg:read_setup_cfg",
        "tox.ini": "setup_cfg:read_tox",
        "setup.py": "setup_py:read",
        "pipfile": "pipfile:read",
        "environment": "conda:read",
        "uv.lock": "uv_lock:read",
        "package.json": "package_json:read",
        "package-lock.json": "package_json:read_lock",
        "cargo.toml": "cargo:read",
        "go.mod": "go_mod:read",
        "pom.xml": "xml_manifests:read_pom",
        "csproj": "xml_manifests:read_csproj",
        "gradle": "line_manifests:read_gradle",
        "gemfile": "line_manifests:read_gemfile",
        "composer.json": "composer:read",
        "dockerfile": "dockerfile:read",
    }.items()
}
"""The reader of each kind of file, as ``module:function``: imported when the first such file comes.

Kinds of lock files that do not say which packages are asked for directly have none (see ``uv_lock``).
"""
