"""SDXL with three samplers: the same model, three ways to walk down its noise."""
import torch
from diffusers import DPMSolverMultistepScheduler, EulerAncestralDiscreteScheduler, StableDiffusionXLPipeline

pipe = StableDiffusionXLPipeline.from_pretrained(
    "stabilityai/stable-diffusion-xl-base-1.0", torch_dtype=torch.float16, variant="fp16"
).to("cuda")

# "DPM++ 2M Karras": steps get smaller towards the end, where the detail is made.
pipe.scheduler = DPMSolverMultistepScheduler.from_config(
    pipe.scheduler.config, use_karras_sigmas=True, algorithm_type="dpmsolver++"
)
crisp = pipe("a red fox in the snow", num_inference_steps=25).images[0]

# "Euler a": adds fresh noise at every step.
pipe.scheduler = EulerAncestralDiscreteScheduler.from_config(pipe.scheduler.config)
loose = pipe("a red fox in the snow", num_inference_steps=30).images[0]

# Few steps: "leading" spacing never starts at the noisiest timestep, "trailing" does.
pipe.scheduler = EulerAncestralDiscreteScheduler.from_config(pipe.scheduler.config, timestep_spacing="trailing")
quick = pipe("a red fox in the snow", num_inference_steps=8).images[0]
