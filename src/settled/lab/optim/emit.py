"""The kernel as LLVM code with explicit vectors, so that no compiler has to find them.

A table of rows, one a piece of a tensor, is worked through in one call. Every operation is a single IEEE
one in the order of :mod:`~settled.lab.optim.naive`, never fused, so that any vector width gives the same
bits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir

from settled.lab.optim import naive
from settled.lab.optim.rows import FIELDS, FLOATS

MOST = 1024
I8, I16, I32, I64 = (ir.IntType(bits) for bits in (8, 16, 32, 64))
F32, VOID = ir.FloatType(), ir.VoidType()
ROW = ir.LiteralStructType([I64] * len(FIELDS) + [F32] * len(FLOATS))
Value = Any


class Lanes:
    """Values of ``width`` lanes, or scalars where it is 1, and how to load, store and convert them."""

    def __init__(self, builder: ir.IRBuilder, width: int) -> None:
        self.b, self.width = builder, width

    def type(self, scalar: ir.Type) -> ir.Type:
        """The type of all lanes."""
        return scalar if self.width == 1 else ir.VectorType(scalar, self.width)

    def word(self, value: int) -> Value:
        """An int32 in every lane."""
        value &= 0xFFFFFFFF
        return ir.Constant(self.type(I32), value if self.width == 1 else [value] * self.width)

    def indices(self, factor: int) -> Value:
        """``lane * factor`` as int32."""
        if self.width == 1:
            return ir.Constant(I32, 0)
        return ir.Constant(self.type(I32), [lane * factor & 0xFFFFFFFF for lane in range(self.width)])

    def all(self, scalar: Value) -> Value:
        """A scalar in every lane."""
        if self.width == 1:
            return scalar
        vector = self.type(scalar.type)
        one = self.b.insert_element(ir.Constant(vector, ir.Undefined), scalar, ir.Constant(I32, 0))
        zeros = ir.Constant(ir.VectorType(I32, self.width), [0] * self.width)
        return self.b.shuffle_vector(one, ir.Constant(vector, ir.Undefined), zeros)

    def load(self, pointer: Value, index: Value, scalar: ir.Type) -> Value:
        """Lanes from ``pointer[index]`` on."""
        address = self.b.bitcast(self.b.gep(pointer, [index]), self.type(scalar).as_pointer())
        return self.b.load(address, align=scalar.width // 8 if scalar != F32 else 4)

    def store(self, value: Value, pointer: Value, index: Value, align: int) -> None:
        """Lanes to ``pointer[index]`` on."""
        address = self.b.bitcast(self.b.gep(pointer, [index]), value.type.as_pointer())
        self.b.store(value, address, align=align)

    def bits(self, value: Value) -> Value:
        """The float's bits."""
        return self.b.bitcast(value, self.type(I32))

    def real(self, value: Value) -> Value:
        """The bits' float."""
        return self.b.bitcast(value, self.type(F32))

    def wide(self, value: Value) -> Value:
        """Unsigned codes as int32."""
        return self.b.zext(value, self.type(I32))

    def narrow(self, value: Value, scalar: ir.Type) -> Value:
        """The low bits of int32."""
        return self.b.trunc(value, self.type(scalar))

    def shifted(self, value: Value, left: int) -> Value:
        """Bits moved left, or right where negative."""
        by = self.word(abs(left))
        return self.b.shl(value, by) if left > 0 else self.b.lshr(value, by)

    def larger(self, one: Value, other: Value, signed: bool = False) -> Value:
        """The larger int32 of each lane."""
        compare = self.b.icmp_signed if signed else self.b.icmp_unsigned
        return self.b.select(compare(">", one, other), one, other)

    def call(self, name: str, value: Value) -> Value:
        """An intrinsic of one argument; a reduction to a scalar gives its lanes' type."""
        scalar = getattr(value.type, "element", value.type)
        suffix = ("" if self.width == 1 else f"v{self.width}") + ("f32" if scalar == F32 else "i32")
        result = scalar if ".reduce." in name else value.type
        known = self.b.module.globals.get(f"{name}.{suffix}")
        wanted = ir.FunctionType(result, [value.type])
        return self.b.call(known or ir.Function(self.b.module, wanted, f"{name}.{suffix}"), [value])


class Kernel:
    """Writes one function: all rows of a kind, ``void (row* rows, i64 count)``."""

    def __init__(self, module: ir.Module, name: str, brain: bool, coded: bool, width: int) -> None:
        self.brain, self.coded, self.width = brain, coded, width
        self.stored = I16 if brain else F32
        kind = ir.FunctionType(VOID, [ROW.as_pointer(), I64])
        self.function = ir.Function(module, kind, name)
        self.b = ir.IRBuilder(self.function.append_basic_block("entry"))
        if coded:
            self.m_kept, self.v_kept = (
                self.b.gep(self.b.alloca(ir.ArrayType(F32, MOST)), [ir.Constant(I32, 0)] * 2)
                for _ in range(2)
            )
            for kept in (self.m_kept, self.v_kept):
                kept.operands[0].align = 64
        rows, count = self.function.args
        self.loop(ir.Constant(I64, 0), count, 1, lambda at: self.row(self.b.gep(rows, [at])))
        self.b.ret_void()

    def loop(self, start: Value, end: Value, by: int, body: Callable[[Value], None]) -> None:
        """``for at in range(start, end, by)``; the caller sees to it that ``by`` divides the range."""
        before = self.b.block
        head, inside, after = (self.function.append_basic_block(name) for name in ("head", "inside", "after"))
        self.b.branch(head)
        self.b.position_at_end(head)
        at = self.b.phi(start.type)
        at.add_incoming(start, before)
        self.b.cbranch(self.b.icmp_signed("<", at, end), inside, after)
        self.b.position_at_end(inside)
        body(at)
        at.add_incoming(self.b.add(at, ir.Constant(start.type, by)), self.b.block)
        self.b.branch(head)
        self.b.position_at_end(after)

    def row(self, row: Value) -> None:
        """All blocks of one piece."""
        names = [*FIELDS, *FLOATS]
        zero = ir.Constant(I32, 0)
        self.of = {
            name: self.b.load(self.b.gep(row, [zero, ir.Constant(I32, at)])) for at, name in enumerate(names)
        }
        kept = I8 if self.coded else F32
        kinds = {"p": self.stored, "g": self.stored, "m": kept, "v": kept, "m_base": I16, "v_base": I16}
        for name, scalar in kinds.items():
            self.of[name] = self.b.inttoptr(self.of[name], scalar.as_pointer())
        size = self.of["n"]
        if not self.coded:
            self.parts(ir.Constant(I64, 0), size, size, self.plain)
            return
        self.peak = self.b.alloca(I32)
        self.v_peak = self.b.alloca(I32)
        blocks = self.b.sdiv(
            self.b.add(size, self.b.sub(self.of["block_size"], ir.Constant(I64, 1))), self.of["block_size"]
        )
        self.loop(ir.Constant(I64, 0), blocks, 1, self.block)

    def parts(
        self, start: Value, end: Value, vector_end: Value, body: Callable[[Lanes, Value], None]
    ) -> None:
        """Whole vectors from ``start`` to ``vector_end``, then single elements to ``end``."""
        length = self.b.sub(vector_end, start)
        whole = self.b.add(start, self.b.and_(length, ir.Constant(I64, -self.width)))
        self.loop(start, whole, self.width, lambda at: body(Lanes(self.b, self.width), at))
        self.loop(whole, end, 1, lambda at: body(Lanes(self.b, 1), at))

    def real_of(self, lanes: Lanes, name: str, at: Value) -> Value:
        """A parameter or gradient as float32."""
        value = lanes.load(self.of[name], at, self.stored)
        return lanes.real(lanes.shifted(lanes.wide(value), 16)) if self.brain else value

    def keep(self, lanes: Lanes, value: Value, at: Value) -> None:
        """Store a parameter; bfloat16 rounded to nearest even, not-a-number kept one."""
        if not self.brain:
            lanes.store(value, self.of["p"], at, 4)
            return
        bits = lanes.bits(value)
        odd = self.b.and_(lanes.shifted(bits, -16), lanes.word(1))
        near = lanes.shifted(self.b.add(self.b.add(bits, odd), lanes.word(0x7FFF)), -16)
        lost = self.b.fcmp_unordered("uno", value, value)
        lanes.store(lanes.narrow(self.b.select(lost, lanes.word(0x7FC0), near), I16), self.of["p"], at, 2)

    def moved(self, lanes: Lanes, m: Value, v: Value, at: Value) -> tuple[Value, Value]:
        """The step of :func:`naive.moved`: parameters stored, new moments given."""
        b, of = self.b, {name: lanes.all(self.of[name]) for name in FLOATS}
        g = b.fmul(self.real_of(lanes, "g", at), of["sign"])
        m = b.fadd(m, b.fmul(of["m_weight"], b.fsub(g, m)))
        v = b.fadd(b.fmul(of["v_keep"], v), b.fmul(b.fmul(of["v_weight"], g), g))
        root = b.fmul(lanes.call("llvm.sqrt", v), of["root_scale"])
        change = b.fdiv(b.fmul(of["step_size"], m), b.fadd(root, of["eps"]))
        self.keep(lanes, b.fsub(b.fmul(self.real_of(lanes, "p", at), of["decay"]), change), at)
        return m, v

    def plain(self, lanes: Lanes, at: Value) -> None:
        """The step on float32 moments."""
        m, v = (lanes.load(self.of[name], at, F32) for name in "mv")
        for name, value in zip("mv", self.moved(lanes, m, v, at), strict=True):
            lanes.store(value, self.of[name], at, 4)

    def block(self, at: Value) -> None:
        """One block: step from decoded moments, find the largest, encode."""
        b = self.b
        start = b.mul(at, self.of["block_size"])
        rest = b.sub(self.of["n"], start)
        size = b.select(b.icmp_signed("<", rest, self.of["block_size"]), rest, self.of["block_size"])
        raw = b.zext(b.load(b.gep(self.of["v_base"], [at])), I32)
        special = b.icmp_unsigned("!=", b.and_(raw, ir.Constant(I32, naive.SPECIAL)), ir.Constant(I32, 0))
        self.base = {
            "m": b.zext(b.load(b.gep(self.of["m_base"], [at])), I32),
            "v": b.and_(raw, ir.Constant(I32, ~naive.SPECIAL & 0xFFFF)),
        }
        self.start, self.special = start, special
        b.store(ir.Constant(I32, 0), self.peak)
        b.store(ir.Constant(I32, 0), self.v_peak)
        self.first_pass(size)
        m_peak, v_peak = b.load(self.peak), b.load(self.v_peak)
        high = ir.Constant(I32, naive.INFINITE - 1)
        broken = b.or_(b.icmp_unsigned(">", m_peak, high), b.icmp_unsigned(">", v_peak, high))
        with b.if_else(broken) as (then, otherwise):
            with then:
                self.mend(size)
                self.bases(at, naive.V_FINITE, naive.SPECIAL)
                self.hashed(at)
                self.loop(ir.Constant(I64, 0), size, 1, lambda j: self.encode(Lanes(b, 1), j, True))
            with otherwise:
                self.bases(at, naive.V_CODES, 0)
                self.hashed(at)
                self.parts(ir.Constant(I64, 0), size, size, lambda lanes, j: self.encode(lanes, j, False))

    def first_pass(self, size: Value) -> None:
        """Decode and step, keeping the moments and the largest bits of each."""
        b = self.b
        zero = ir.Constant(I64, 0)
        whole = b.select(self.special, zero, b.and_(size, ir.Constant(I64, -self.width)))
        lanes = Lanes(b, self.width)
        empty = lanes.word(0)
        before = b.block
        head, inside, after = (
            self.function.append_basic_block(name) for name in ("first", "vectors", "rest")
        )
        b.branch(head)
        b.position_at_end(head)
        at, m_peak, v_peak = b.phi(I64), b.phi(empty.type), b.phi(empty.type)
        for phi, value in ((at, zero), (m_peak, empty), (v_peak, empty)):
            phi.add_incoming(value, before)
        b.cbranch(b.icmp_signed("<", at, whole), inside, after)
        b.position_at_end(inside)
        m, v = self.stepped(lanes, at)
        new = (
            (at, b.add(at, ir.Constant(I64, self.width))),
            (m_peak, lanes.larger(m_peak, b.and_(lanes.bits(m), lanes.word(0x7FFFFFFF)))),
            (v_peak, lanes.larger(v_peak, lanes.bits(v))),
        )
        for phi, value in new:
            phi.add_incoming(value, b.block)
        b.branch(head)
        b.position_at_end(after)
        b.store(lanes.call("llvm.vector.reduce.umax", m_peak), self.peak)
        b.store(lanes.call("llvm.vector.reduce.umax", v_peak), self.v_peak)
        self.loop(whole, size, 1, self.single)

    def single(self, at: Value) -> None:
        """First pass of one element: the rest of a block, or all of one that holds what is not finite."""
        lanes = Lanes(self.b, 1)
        m, v = self.stepped(lanes, at)
        magnitude = self.b.and_(lanes.bits(m), lanes.word(0x7FFFFFFF))
        for peak, bits in ((self.peak, magnitude), (self.v_peak, lanes.bits(v))):
            self.b.store(lanes.larger(self.b.load(peak), bits), peak)

    def stepped(self, lanes: Lanes, at: Value) -> tuple[Value, Value]:
        """Decode, step and keep the new moments in the scratch."""
        place = self.b.add(self.start, at)
        m, v = self.moved(lanes, self.m_decoded(lanes, place), self.v_decoded(lanes, place), place)
        lanes.store(m, self.m_kept, at, 4)
        lanes.store(v, self.v_kept, at, 4)
        return m, v

    def m_decoded(self, lanes: Lanes, place: Value) -> Value:
        """First moments, as :func:`naive.m_decoded`."""
        b = self.b
        code, base = lanes.wide(lanes.load(self.of["m"], place, I8)), lanes.all(self.base["m"])
        floor = lanes.real(lanes.shifted(base, naive.DROPPED))
        raised = lanes.shifted(b.add(b.and_(code, lanes.word(127)), base), naive.DROPPED)
        magnitude = b.fsub(lanes.real(raised), floor)
        sign = lanes.shifted(b.and_(code, lanes.word(128)), 24)
        return lanes.real(b.or_(lanes.bits(magnitude), sign))

    def v_decoded(self, lanes: Lanes, place: Value) -> Value:
        """Second moments, as :func:`naive.v_decoded`; only single elements know of marked blocks."""
        b = self.b
        code = lanes.wide(lanes.load(self.of["v"], place, I8))
        absolute = b.add(code, lanes.all(self.base["v"]))
        if lanes.width == 1:
            beyond = b.icmp_unsigned(">", code, lanes.word(naive.V_FINITE))
            marker = b.add(code, lanes.word((naive.INFINITE >> naive.DROPPED) - naive.V_FINITE - 1))
            absolute = b.select(b.and_(self.special, beyond), marker, absolute)
        return lanes.real(lanes.shifted(absolute, naive.DROPPED))

    def mend(self, size: Value) -> None:
        """In the scratch: a lost moment is (0, not a number); the largest bits are of finite values."""
        b = self.b
        b.store(ir.Constant(I32, 0), self.peak)
        b.store(ir.Constant(I32, 0), self.v_peak)

        def one(at: Value) -> None:
            lanes = Lanes(b, 1)
            m, v = (lanes.bits(lanes.load(kept, at, F32)) for kept in (self.m_kept, self.v_kept))
            magnitude = b.and_(m, lanes.word(0x7FFFFFFF))
            endless = lanes.word(naive.INFINITE)
            lost = b.or_(b.icmp_unsigned(">=", magnitude, endless), b.icmp_unsigned(">", v, endless))
            m = b.select(lost, lanes.word(0), m)
            v = b.select(lost, lanes.word(0x7FC00000), v)
            lanes.store(lanes.real(m), self.m_kept, at, 4)
            lanes.store(lanes.real(v), self.v_kept, at, 4)
            finite = b.select(b.icmp_unsigned(">=", v, endless), lanes.word(0), v)
            magnitude = b.and_(m, lanes.word(0x7FFFFFFF))
            for peak, bits in ((self.peak, magnitude), (self.v_peak, finite)):
                b.store(lanes.larger(b.load(peak), bits), peak)

        self.loop(ir.Constant(I64, 0), size, 1, one)

    def bases(self, at: Value, v_codes: int, mark: int) -> None:
        """Choose and store the block's bases from its largest bits."""
        b, lanes = self.b, Lanes(self.b, 1)
        self.base = {}
        for name, peak, codes in (("m", self.peak, naive.M_CODES - 1), ("v", self.v_peak, v_codes)):
            top = lanes.shifted(b.add(b.load(peak), lanes.word(naive.LOW)), -naive.DROPPED)
            base = lanes.larger(b.sub(top, lanes.word(codes)), lanes.word(0), signed=True)
            self.base[name] = base
            kept = b.or_(base, lanes.word(mark)) if name == "v" else base
            b.store(b.trunc(kept, I16), b.gep(self.of[f"{name}_base"], [at]))

    def hashed(self, at: Value) -> None:
        """The seed of the block's dither."""
        b, lanes = self.b, Lanes(self.b, 1)
        block = b.trunc(b.add(at, self.of["block"]), I32)
        words = b.add(b.trunc(self.of["seed"], I32), b.mul(block, lanes.word(naive.GOLDEN)))
        words = b.mul(b.xor(words, lanes.shifted(words, -16)), lanes.word(naive.MULTIPLIER))
        words = b.mul(b.xor(words, lanes.shifted(words, -15)), lanes.word(naive.SECOND))
        self.seed = b.xor(words, lanes.shifted(words, -15))

    def dithers(self, lanes: Lanes, at: Value) -> tuple[Value, Value]:
        """The dither of both moments, as :func:`naive.dithers`."""
        b = self.b
        place = b.mul(b.trunc(at, I32), ir.Constant(I32, naive.GOLDEN))
        words = b.add(lanes.all(b.add(self.seed, place)), lanes.indices(naive.GOLDEN))
        words = b.mul(b.xor(words, lanes.shifted(words, -16)), lanes.word(naive.MULTIPLIER))
        words = b.xor(words, lanes.shifted(words, -15))
        return lanes.shifted(words, -12), b.and_(lanes.shifted(words, 4), lanes.word(naive.LOW))

    def encode(self, lanes: Lanes, at: Value, special: bool) -> None:
        """Codes of the moments in the scratch."""
        b = self.b
        place = b.add(self.start, at)
        m_dither, v_dither = self.dithers(lanes, at)
        m, v = (lanes.bits(lanes.load(kept, at, F32)) for kept in (self.m_kept, self.v_kept))
        m_base, v_base = lanes.all(self.base["m"]), lanes.all(self.base["v"])
        floor = lanes.real(lanes.shifted(m_base, naive.DROPPED))
        raised = lanes.bits(b.fadd(lanes.real(b.and_(m, lanes.word(0x7FFFFFFF))), floor))
        code = b.sub(lanes.shifted(b.add(raised, m_dither), -naive.DROPPED), m_base)
        sign = b.and_(lanes.shifted(m, -24), lanes.word(128))
        lanes.store(lanes.narrow(b.or_(code, sign), I8), self.of["m"], place, 1)
        code = b.sub(lanes.shifted(b.add(v, v_dither), -naive.DROPPED), v_base)
        code = lanes.larger(code, lanes.word(0), signed=True)
        if special:
            endless = lanes.word(naive.INFINITE)
            code = b.select(b.icmp_unsigned("==", v, endless), lanes.word(naive.V_FINITE + 1), code)
            code = b.select(b.icmp_unsigned(">", v, endless), lanes.word(naive.V_FINITE + 2), code)
        lanes.store(lanes.narrow(code, I8), self.of["v"], place, 1)


def module(width: int) -> str:
    """The text of all four functions for vectors of ``width`` floats."""
    made = ir.Module("adamw8bit")
    for name, brain, coded in (
        ("float32_coded", False, True),
        ("bfloat16_coded", True, True),
        ("float32_plain", False, False),
        ("bfloat16_plain", True, False),
    ):
        Kernel(made, name, brain, coded, width)
    return str(made)
