"""Stable Diffusion, one part at a time.

Rest the pointer on LMSDiscreteScheduler, set_timesteps or init_noise_sigma.
"""
import torch
from diffusers import AutoencoderKL, LMSDiscreteScheduler, UNet2DConditionModel
from transformers import CLIPTextModel, CLIPTokenizer

MODEL = "stable-diffusion-v1-5/stable-diffusion-v1-5"
device = "cuda" if torch.cuda.is_available() else "cpu"

tokenizer = CLIPTokenizer.from_pretrained(MODEL, subfolder="tokenizer")
text_encoder = CLIPTextModel.from_pretrained(MODEL, subfolder="text_encoder").to(device)
unet = UNet2DConditionModel.from_pretrained(MODEL, subfolder="unet").to(device)
vae = AutoencoderKL.from_pretrained(MODEL, subfolder="vae").to(device)

# The noise schedule that Stable Diffusion was trained with.
scheduler = LMSDiscreteScheduler(
    beta_start=0.00085,
    beta_end=0.012,
    beta_schedule="scaled_linear",
    num_train_timesteps=1000,
)

steps = 70
guidance_scale = 7.5
scheduler.set_timesteps(steps)


def embed(texts):
    tokens = tokenizer(texts, padding="max_length", max_length=77, truncation=True, return_tensors="pt")
    return text_encoder(tokens.input_ids.to(device))[0]


@torch.no_grad()
def paint(prompt, seed=32):
    context = torch.cat([embed([""]), embed([prompt])])

    # randn has a standard deviation of 1; the model expects the noisiest level it was trained on.
    latents = torch.randn((1, unet.config.in_channels, 64, 64), generator=torch.manual_seed(seed))
    latents = latents.to(device) * scheduler.init_noise_sigma

    for t in scheduler.timesteps:
        sample = scheduler.scale_model_input(torch.cat([latents] * 2), t)
        unconditional, conditional = unet(sample, t, encoder_hidden_states=context).sample.chunk(2)
        noise = unconditional + guidance_scale * (conditional - unconditional)
        latents = scheduler.step(noise, t, latents).prev_sample

    return vae.decode(latents / vae.config.scaling_factor).sample


if __name__ == "__main__":
    paint("a lighthouse in a storm, oil on canvas")
