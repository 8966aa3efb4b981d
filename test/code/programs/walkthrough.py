# %% [markdown]
# Cells of a script: the denoising loop by hand, after every `set_timesteps` another look at the noise.

# %%
import torch
from tqdm import tqdm
from transformers import CLIPTextModel, CLIPTokenizer
from diffusers import AutoencoderKL, UNet2DConditionModel, LMSDiscreteScheduler, PNDMScheduler, EulerDiscreteScheduler

vae = AutoencoderKL.from_pretrained("CompVis/stable-diffusion-v1-4", subfolder="vae")
unet = UNet2DConditionModel.from_pretrained("CompVis/stable-diffusion-v1-4", subfolder="unet")
scheduler = LMSDiscreteScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", num_train_timesteps=1000)

# %%
torch_device = "cuda"
vae.to(torch_device); unet.to(torch_device)
prompt = ["a photograph of an astronaut riding a horse"]
height, width = 512, 512
num_inference_steps = 100
guidance_scale = 7.5
generator = torch.manual_seed(0)
batch_size = len(prompt)

# %%
latents = torch.randn((batch_size, unet.config.in_channels, height // 8, width // 8), generator=generator)
scheduler.set_timesteps(num_inference_steps)
latents = latents * scheduler.init_noise_sigma
print(scheduler.init_noise_sigma)

for t in tqdm(scheduler.timesteps):
    latent_model_input = torch.cat([latents] * 2)
    latent_model_input = scheduler.scale_model_input(latent_model_input, timestep=t)
    with torch.no_grad():
        noise_pred = unet(latent_model_input, t, encoder_hidden_states=None).sample
    noise_pred_uncond, noise_pred_text = noise_pred.chunk(2)
    noise_pred = noise_pred_uncond + guidance_scale * (noise_pred_text - noise_pred_uncond)
    latents = scheduler.step(noise_pred, t, latents).prev_sample

# %%
schedulers = [LMSDiscreteScheduler, PNDMScheduler, EulerDiscreteScheduler]
for cls in schedulers:
    s = cls.from_config(scheduler.config)
    for n in (10, 25, 50):
        s.set_timesteps(n)
        print(cls.__name__, n, s.init_noise_sigma, s.timesteps[:3])

configs = [{"beta_schedule": name, "beta_end": end} for name in ("linear", "scaled_linear") for end in (0.012, 0.02)]
ladder = [EulerDiscreteScheduler(**config, timestep_spacing="linspace") for config in configs]
first, *others = ladder
first.set_timesteps(timesteps=[999, 500, 1])
steps_by_name = {type(s).__name__: s.config.num_train_timesteps for s in ladder}
with open("noise.txt", "w") as out:
    print("σ", first.init_noise_sigma, file=out)
