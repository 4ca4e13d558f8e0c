"""Ambiguous names over the shipped catalog: found where the technology is meant, and nowhere else.

All sentences are made up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Seen = Callable[..., list[dict[str, Any]]]

MEANT = {
    "Adam beside the learning rate": ("adam", "We tune the learning rate of Adam on three tasks."),
    "Adam as an optimizer": ("adam", "The optimizer is Adam in every run."),
    "Adam in Chinese": ("adam", "实验采用Adam优化器进行训练。"),
    "ADAM in capitals": ("adam", "Convergence of ADAM under noisy gradients is studied."),
    "Lion beside AdamW": ("lion", "Lion needs less memory than AdamW."),
    "Lion named as an optimizer": ("lion", "The Lion optimizer keeps one buffer."),
    "Sophia beside gradients": ("sophia", "Sophia clips preconditioned gradients with a Hessian estimate."),
    "Sophia as an optimizer": ("sophia", "We run the second-order optimizer Sophia at scale."),
    "Muon beside Newton-Schulz": ("muon", "Muon applies Newton-Schulz steps to each update matrix."),
    "Muon in Chinese": ("muon", "我们使用Muon优化器预训练语言模型。"),
    "SOAP beside Shampoo": ("soap", "SOAP runs Adam in the eigenbasis of Shampoo."),
    "Shampoo beside Adam": ("shampoo", "Shampoo keeps two factors where Adam keeps a diagonal."),
    "LAMB beside LARS": ("lamb", "LAMB scales layers as LARS does."),
    "LARS beside SGD": ("lars", "With LARS, SGD trains at large batch sizes."),
    "Adan beside momentum": ("adan", "Adan uses Nesterov momentum in both moments."),
    "SGD": ("sgd", "Plain SGD finds flat minima."),
    "Nadam beside the learning rate": ("nadam", "Nadam tolerates a larger learning rate."),
    "Mamba beside sequences": ("state-space", "Mamba reads long sequences in linear time."),
    "Mamba beside Transformers": ("state-space", "Hybrid layers of Mamba and Transformers are trained."),
    "Transformer in capitals": ("softmax-attention", "A Transformer reads the whole document."),
    "transformer beside tokens": ("softmax-attention", "The transformer maps tokens to labels."),
    "attention beside a softmax": ("softmax-attention", "The attention has a softmax over all keys."),
    "attention as a mechanism": ("softmax-attention", "An attention mechanism picks the relevant words."),
    "attention in Chinese": ("softmax-attention", "本文引入注意力机制提高准确率。"),
    "LoRA": ("lora", "LoRA adds two thin matrices to each layer."),
    "LoRA in Chinese": ("lora", "我们用LoRA微调大模型。"),
    "adapter beside fine-tuning": ("adapter-tuning", "Fine-tuning only an adapter saves memory."),
    "Caffe as a library": ("caffe", "The network is implemented in Caffe on a GPU."),
    "JAX as a library": ("jax", "Our JAX library compiles to XLA."),
    "Chainer as a library": ("chainer", "A Chainer implementation is provided as open-source code."),
    "RAFT beside RLHF": ("rejection-sampling", "RAFT replaces RLHF by filtering the best samples."),
    "DPO beside preferences": ("dpo", "DPO learns from pairs of preferences."),
    "PPO beside a reward model": ("rlhf-ppo", "PPO maximizes the score of a reward model."),
    "IPO beside DPO": ("ipo", "IPO bounds the gap that DPO leaves open."),
    "KTO beside preferences": ("kto", "KTO needs no pairs of preferences."),
    "SFT beside LLMs": ("instruction-tuning", "SFT of LLMs comes first."),
    "GAN": ("gan", "A GAN draws faces from noise."),
    "diffusion models of images": ("diffusion", "Diffusion models generate sharp images."),
    "pruning of networks": ("weight-pruning", "Pruning a network to half of its weights costs no accuracy."),
    "MoE": ("mixture-of-experts", "Each MoE layer has eight experts."),
}

NOT_MEANT = {
    "Adam Smith": ("adam", "Adam Smith wrote of the division of labour."),
    "Adam, the author": ("adam", "A letter that Adam wrote to Eve survives in two copies."),
    "Adams": ("adam", "The gradient of the hill was measured by Adams in 1901."),
    "lion, the animal": ("lion", "A lion and its prey were filmed from the air."),
    "Lion, the animal, as a title has it": ("lion", "The Lion in Winter is a play in two acts."),
    "Sea Lion": ("lion", "The Sea Lion herd optimizer mimics hunting; its learning rate is fixed."),
    "Sophia, the person": ("sophia", "Interviews with Sophia show how nurses use the tablet."),
    "Hagia Sophia": ("sophia", "Image gradients of Hagia Sophia guide the restoration."),
    "muon, the particle": ("muon", "The muon decays into an electron and two neutrinos."),
    "Muon, the detector": ("muon", "The Compact Muon Solenoid records collisions."),
    "soap": ("soap", "Hands are washed with soap before each trial."),
    "SOAP, the protocol": ("soap", "Web services exchange XML over SOAP or REST."),
    "SOAP notes": ("soap", "Doctors write SOAP notes after each visit."),
    "shampoo": ("shampoo", "Ingredients of shampoo are listed by weight."),
    "lamb": ("lamb", "The lamb was fed with a bottle."),
    "LARS, the person": ("lars", "The survey was led by LARS in Oslo."),
    "SGD, the dialogues": ("sgd", "Results on the SGD dataset of dialogues improve."),
    "SGD in small letters": ("sgd", "The price is 30 sgd a month."),
    "mamba, the snake": ("state-space", "The venom of the mamba blocks channels in nerves."),
    "Black Mamba": ("state-space", "Image classification tells a Black Mamba from other snakes."),
    "power transformer": ("softmax-attention", "Faults of a power transformer are told by gas in its oil."),
    "current transformers": ("softmax-attention", "Neural models correct the error of current transformers."),
    "attention that people pay": ("softmax-attention", "Few papers pay attention to elderly users."),
    "attention that work received": ("softmax-attention", "Such LLMs have received attention of late."),
    "attention of a pupil": ("softmax-attention", "The attention of pupils falls after lunch."),
    "LoRa, the radio": ("lora", "Sensors send their readings over LoRa to one gateway."),
    "LoRaWAN": ("lora", "LoRaWAN gateways cover the whole valley."),
    "adapter of a plug": ("adapter-tuning", "The charger needs an adapter for foreign sockets."),
    "Caffè": ("caffe", "Guests of a Caffè in Rome were counted."),
    "Caffe, the shop": ("caffe", "The Caffe near the station opens at six."),
    "RAFT, the flow network": ("rejection-sampling", "RAFT estimates optical flow by recurrent updates."),
    "raft": ("rejection-sampling", "A raft drifts down the river."),
    "DPO, the officer": ("dpo", "The hospital must name a DPO under the data protection law."),
    "PPO in games": ("rlhf-ppo", "PPO learns to walk in a simulated maze."),
    "IPO of a firm": ("ipo", "Share prices fall in the year after an IPO."),
    "KTO, the person": ("kto", "The exhibition of KTO was shown in spring."),
    "GaN": ("gan", "GaN transistors switch at high voltage."),
    "diffusion of heat": ("diffusion", "A heat diffusion model explains how images of the furnace blur."),
    "pruning of trees": ("weight-pruning", "Pruning apple trees in winter raises the yield."),
    "Moe": ("mixture-of-experts", "The bar of Moe is closed on Sundays."),
}


def _technologies(seen: Seen, text: str) -> set[str]:
    return {row["technology"] for row in seen(text)}


@pytest.mark.parametrize(("technology", "text"), MEANT.values(), ids=MEANT.keys())
def test_a_name_that_is_meant_is_found(seen: Seen, technology: str, text: str) -> None:
    assert technology in _technologies(seen, text)


@pytest.mark.parametrize(("technology", "text"), NOT_MEANT.values(), ids=NOT_MEANT.keys())
def test_a_word_that_means_something_else_is_not_found(seen: Seen, technology: str, text: str) -> None:
    assert technology not in _technologies(seen, text)


def test_a_title_gives_context_to_its_abstract(seen: Seen) -> None:
    abstract = "Lucid results are obtained with Adam throughout."
    assert "adam" not in _technologies(seen, abstract)
    assert "adam" in {row["technology"] for row in seen(abstract, title="On step size and convergence")}
