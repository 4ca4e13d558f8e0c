"""What a published model is built of, read from the syntax tree of its module and its configuration.

For each field, what the answer rests on, and when not to trust it:

- **sequence-mixing**: the computation itself (softmax of a product, weighted sum), calls of the zoo's
  attention interface, and named layers. A model that composes others by configuration (a vision tower before
  any language model) shows only what its own module defines.
- **position-encoding**: tables of parameters and classes named for positions. What the default configuration
  switches off is excluded by the catalog where known; what is only defined and never used is not told apart.
- **normalization**, **activation**: layers that are made somewhere in the module, and the default of the
  configuration's activation. A convolutional stem's batch norm counts beside the transformer's layer norm: a
  unit may use several.
- **sparsity**: expert layers, routers and parameters named for them; dense is an attention model without any.
- **architecture**: which heads (``ForCausalLM``, ``ForMaskedLM`` ...) and halves are defined, and
  ``is_encoder_decoder``; a model may be used otherwise than its heads say.
"""

from settled.scan.zoo.scan import SCANNER, SCANNER_VERSION, scan

__all__ = ["SCANNER", "SCANNER_VERSION", "scan"]
