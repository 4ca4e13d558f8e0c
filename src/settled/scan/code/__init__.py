"""What code shows: content of files in, facts out; facts and paths in, sightings out.

The way: :mod:`kinds` names the reader of a path; :mod:`prefilter` drops content that holds none of the words;
a reader (``python/``, ``config/``, ``manifests/``, ``languages/``) gives the :class:`~facts.Fact` of a file;
:mod:`joining` follows names from file to file of one tree and gives sightings.
"""

SCANNER = "code"
SCANNER_VERSION = 4
