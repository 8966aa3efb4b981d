"""Samplers behind one interface, with their options in classes."""
from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Dict, List, Optional, Union

import numpy as np
import torch
from diffusers import schedulers as S
from diffusers.schedulers import DDIMScheduler as DDIM
from diffusers.schedulers.scheduling_lms_discrete import LMSDiscreteScheduler


class Spacing(str, Enum):
    LEADING = "leading"
    TRAILING = "trailing"
    LINSPACE = "linspace"


@dataclass
class NoiseSettings:
    beta_start: float = 0.00085
    beta_end: float = 0.012
    beta_schedule: str = "scaled_linear"
    spacing: Spacing = Spacing.LEADING
    extra: Dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> Dict[str, Any]:
        options = dict(beta_start=self.beta_start, beta_end=self.beta_end, beta_schedule=self.beta_schedule)
        options.update(self.extra)
        options["timestep_spacing"] = self.spacing.value
        return options


class Sampler:
    registry = {"ddim": DDIM, "lms": LMSDiscreteScheduler, "euler": S.EulerDiscreteScheduler}
    default_steps = 30

    def __init__(self, name: str = "ddim", settings: Optional[NoiseSettings] = None, **overrides):
        self.name = name
        self.settings = settings or NoiseSettings()
        self.options = {**self.settings.as_dict(), **overrides}
        self.scheduler = self.registry[name](**self.options)
        self._steps: Optional[int] = None

    @classmethod
    def from_name(cls, name: str) -> "Sampler":
        return cls(name, NoiseSettings(beta_start=0.0001, beta_end=0.02, beta_schedule="linear"))

    @staticmethod
    def available() -> List[str]:
        return sorted(Sampler.registry)

    @property
    def sigma(self) -> float:
        return self.scheduler.init_noise_sigma

    def prepare(self, steps: int | None = None, device="cpu"):
        self._steps = steps if steps is not None else self.default_steps
        self.scheduler.set_timesteps(self._steps, device=device)
        return self

    def denoise(self, model, latents: torch.Tensor, embeddings=None, guidance: float = 7.5, callback=None):
        latents = latents * self.scheduler.init_noise_sigma
        for i, t in enumerate(self.scheduler.timesteps):
            doubled = torch.cat([latents] * 2) if guidance > 1 else latents
            doubled = self.scheduler.scale_model_input(doubled, t)
            with torch.no_grad():
                prediction = model(doubled, t, encoder_hidden_states=embeddings).sample
            if guidance > 1:
                without, with_text = prediction.chunk(2)
                prediction = without + guidance * (with_text - without)
            latents = self.scheduler.step(prediction, t, latents, **({"eta": 0.0} if self.name == "ddim" else {})).prev_sample
            if callback is not None and i % 5 == 0:
                callback(i, t, latents)
        return latents


class EulerSampler(Sampler):
    default_steps = 20

    def __init__(self, karras: bool = False, **overrides):
        super().__init__("euler", use_karras_sigmas=karras, **overrides)

    def ladder(self, n: int = 5) -> np.ndarray:
        sigmas = np.array([((1 - i / (n - 1)) * 14.6 ** (1 / 7) + i / (n - 1) * 0.03 ** (1 / 7)) ** 7 for i in range(n)])
        return sigmas[::-1] if sigmas[0] < sigmas[-1] else sigmas


def compare(names=("ddim", "lms"), steps=10):
    table = {}
    for name in names:
        sampler = Sampler.from_name(name).prepare(steps)
        table[name] = (sampler.sigma, len(sampler.scheduler.timesteps))
    return table


karras = EulerSampler(karras=True, num_train_timesteps=1000).prepare(12)
plain = Sampler("lms", NoiseSettings(spacing=Spacing.LINSPACE)).prepare()
print(karras.sigma, plain.sigma, compare(), *[f"{name!r:>8}" for name in Sampler.available()], sep="\n")
