import gradio as gr
import torch
from diffusers import (
    DDIMScheduler,
    DPMSolverMultistepScheduler,
    EulerAncestralDiscreteScheduler,
    EulerDiscreteScheduler,
    StableDiffusionXLPipeline,
    UniPCMultistepScheduler,
)
from functools import partial

device = "cuda" if torch.cuda.is_available() else "cpu"
MAX_SEED = 2**32 - 1
model_id = "stabilityai/stable-diffusion-xl-base-1.0"

samplers = {
    "DPM++ 2M Karras": partial(DPMSolverMultistepScheduler.from_config, use_karras_sigmas=True),
    "DPM++ 2M SDE": partial(DPMSolverMultistepScheduler.from_config, algorithm_type="sde-dpmsolver++"),
    "Euler": EulerDiscreteScheduler.from_config,
    "Euler a": EulerAncestralDiscreteScheduler.from_config,
    "DDIM": lambda config: DDIMScheduler.from_config(config, timestep_spacing="trailing", clip_sample=False),
    "UniPC": lambda config: UniPCMultistepScheduler.from_config(config),
}

pipe = StableDiffusionXLPipeline.from_pretrained(model_id, torch_dtype=torch.float16, variant="fp16", use_safetensors=True)
pipe.scheduler = EulerDiscreteScheduler.from_config(pipe.scheduler.config, timestep_spacing="trailing")
pipe = pipe.to(device)


@torch.inference_mode()
def infer(prompt, negative_prompt="", seed=0, sampler="Euler", width: int = 1024, height: int = 1024, guidance=5.0, steps=28):
    """Draws one picture; `sampler` is a name of the list above."""
    pipe.scheduler = samplers[sampler](pipe.scheduler.config)
    generator = torch.Generator().manual_seed(seed % MAX_SEED)
    return pipe(
        prompt=prompt,
        negative_prompt=negative_prompt or None,
        guidance_scale=guidance,
        num_inference_steps=steps,
        width=width,
        height=height,
        generator=generator,
    ).images[0]


css = """
#col-container { margin: 0 auto; max-width: 640px; }
h1 { font-family: "IBM Plex Mono"; }  /* def not_code(): */
"""

examples = ["Astronaut in a jungle, cold color palette", 'An "astronaut" riding a green horse', "A café in the rain — 8k"]

with gr.Blocks(css=css) as demo:
    with gr.Column(elem_id="col-container"):
        gr.Markdown("# Text to image")
        with gr.Row():
            prompt = gr.Text(label="Prompt", show_label=False, max_lines=1, container=False)
            run_button = gr.Button("Run", scale=0)
        result = gr.Image(label="Result", show_label=False)
        with gr.Accordion("Advanced Settings", open=False):
            seed = gr.Slider(label="Seed", minimum=0, maximum=MAX_SEED, step=1, value=0)
            sampler = gr.Dropdown(label="Sampler", choices=list(samplers.keys()), value="Euler")
            steps = gr.Slider(label="Number of inference steps", minimum=1, maximum=50, step=1, value=28)
    gr.Examples(examples=examples, inputs=[prompt])
    run_button.click(fn=infer, inputs=[prompt, seed, sampler, steps], outputs=[result])

if __name__ == "__main__":
    demo.queue(max_size=20).launch(show_error=True)
