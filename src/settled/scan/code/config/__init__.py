"""Readers of configuration: a format's file makes values under keys of it, :mod:`selections` what they say.

``tree`` holds what YAML, TOML and JSON have in common: nested keys, lists of choices, Hydra's defaults.
"""

READERS: dict[str, str] = {
    "yaml": "settled.scan.code.config.yaml_files:read",
    "toml": "settled.scan.code.config.toml_files:read",
    "json": "settled.scan.code.config.json_files:read",
    "ini": "settled.scan.code.config.ini_files:read",
    "gin": "settled.scan.code.config.gin_files:read",
    "shell": "settled.scan.code.config.shell_scripts:read",
}
"""The reader of each kind of file, as ``module:function``: imported when the first such file comes."""
