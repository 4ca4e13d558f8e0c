"""What a published model is built of, read from the syntax tree of its module and its configuration.

A model may use several technologies of a field (a vision tower's layer norm beside a language model's RMS
norm), so shares of a field can sum to more than 1. A model that composes others by configuration (LLaVA:
any vision tower before any language model) shows only what its own module defines, often nothing.

For each field, what the answer rests on, and when not to trust it:

- **sequence-mixing**: the computation itself (softmax of a product, weighted sum), calls of the zoo's
  attention interface, and named layers. Softmax attention over a window, blocks or chosen keys counts as
  softmax and as sparse attention. Convolution counts by the names of blocks, not for patch embeddings and
  stems; blocks with unusual names are missed.
- **position-encoding**: tables and classes named for positions. What the default configuration switches
  off is excluded by the catalog where known; what is only defined and never used is not told apart.
  Convolutional positions (wav2vec 2.0) and models without any are no technology of the field and show
  nothing.
- **normalization**: layers that are made somewhere in the module; a stem's batch norm counts beside the
  transformer's layer norm, and so does a weight norm that only a converter applies.
- **activation**: the configuration's default, and whether feed-forward layers have a gate. The weakest of
  the six: an activation written in the code, or one of several configurations, is easily taken for the
  whole model's.
- **sparsity**: layers and parameters named for experts; dense is an attention or state-space model
  without any.
- **architecture**: which heads (``ForCausalLM``, ``ForMaskedLM`` ...) and halves are defined, and
  ``is_encoder_decoder``; a multimodal model that generates text counts as decoder-only.
"""

from settled.scan.zoo.scan import SCANNER, SCANNER_VERSION, scan

__all__ = ["SCANNER", "SCANNER_VERSION", "scan"]
