"""The kernel, compiled in this process for the processor it runs on."""

from __future__ import annotations

import ctypes
import os
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

KINDS = ("float32_coded", "bfloat16_coded", "float32_plain", "bfloat16_plain")
# PyTorch's own variable, so that one setting tells both which vectors to use.
CAPABILITY = "ATEN_CPU_CAPABILITY"


def _features(host: dict[str, bool]) -> dict[str, bool]:
    """The processor's features, without AVX-512 where :data:`CAPABILITY` asks for less."""
    if os.environ.get(CAPABILITY, "") in ("avx2", "default"):
        return {name: on and not name.startswith("avx512") for name, on in host.items()}
    return host


class Compiled:
    """The machine code of all kinds; it lives as long as this object."""

    def __init__(self, features: dict[str, bool], processor: str) -> None:
        from llvmlite import binding

        from settled.lab.optim.emit import module

        binding.initialize_native_target()
        binding.initialize_native_asmprinter()
        self.width = 16 if features.get("avx512f") else 8
        flags = ",".join(f"{'+' if on else '-'}{name}" for name, on in sorted(features.items()))
        machine = binding.Target.from_default_triple().create_target_machine(
            cpu=processor, features=flags, opt=2, codemodel="jitdefault", jit=True
        )
        self._parsed = binding.parse_assembly(module(self.width))
        tuning = binding.create_pipeline_tuning_options(2)
        tuning.loop_vectorization = tuning.slp_vectorization = False
        binding.create_pass_builder(machine, tuning).getModulePassManager().run(
            self._parsed, binding.create_pass_builder(machine, tuning)
        )
        self.assembly = machine.emit_assembly(self._parsed)
        self._engine = binding.create_mcjit_compiler(self._parsed, machine)
        self._engine.finalize_object()
        kind = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64)
        self._functions: dict[str, Any] = {
            name: kind(self._engine.get_function_address(name)) for name in KINDS
        }

    def __call__(self, kind: str, rows: NDArray[np.void]) -> None:
        """Work through a table of one kind; other threads run meanwhile."""
        self._functions[kind](rows.ctypes.data, len(rows))


@cache
def compiled() -> Compiled:
    """The kernel for this processor, compiled at the first call."""
    from llvmlite import binding

    return Compiled(_features(dict(binding.get_host_cpu_features())), binding.get_host_cpu_name())
