"""FLUX.1: flow matching, whose sigmas run from 1 to 0 and are shifted with the picture's size."""
import torch
from diffusers import FlowMatchEulerDiscreteScheduler, FluxPipeline

pipe = FluxPipeline.from_pretrained("black-forest-labs/FLUX.1-dev", torch_dtype=torch.bfloat16)
image = pipe("a glass of water on a windowsill", num_inference_steps=28, guidance_scale=3.5).images[0]

# A fixed shift instead of one that follows the resolution.
pipe.scheduler = FlowMatchEulerDiscreteScheduler(shift=3.0)
fixed = pipe("a glass of water on a windowsill", num_inference_steps=20).images[0]

# On its own: sigmas from 1 to 0, evenly spaced.
plain = FlowMatchEulerDiscreteScheduler()
plain.set_timesteps(num_inference_steps=12)
