import argparse, json, os, sys
from datetime import datetime

import torch
import diffusers
from diffusers import DiffusionPipeline, FlowMatchEulerDiscreteScheduler
from diffusers import *  # noqa: F403

PRESETS = json.loads('{"fast": 8, "good": 28}')
MODELS = [
    ("flux", "black-forest-labs/FLUX.1-dev", 3.0),
    ("sd3", "stabilityai/stable-diffusion-3-medium-diffusers", 3.0),
    ("lumina", "Alpha-VLLM/Lumina-Next-SFT-diffusers", 6.0),
]
CLASSES = {name.replace("Scheduler", "").lower(): name for name in ["DDIMScheduler", "PNDMScheduler", "HeunDiscreteScheduler"]}


def build_parser():
    parser = argparse.ArgumentParser()
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--steps", "-n", type=int, default=28)
    group.add_argument("--preset", choices=sorted(PRESETS))
    parser.add_argument("--model", default="flux", help="one of %(choices)s", choices=[m for m, _, _ in MODELS])
    parser.add_argument("--shift", type=float)
    parser.add_argument("--scheduler", default="ddim")
    parser.set_defaults(dtype="bfloat16")
    return parser


def resolve(name):
    for short, full, shift in MODELS:
        if short == name:
            return full, shift
    else:
        raise KeyError(name)


def make_scheduler(kind: str, **kwargs):
    cls = getattr(diffusers, CLASSES.get(kind, "EulerDiscreteScheduler"))
    try:
        return cls(**kwargs)
    except (TypeError, ValueError) as error:
        print(f"cannot make {cls.__name__}: {error}", file=sys.stderr)
        return diffusers.EulerDiscreteScheduler(beta_schedule="scaled_linear")
    finally:
        del kwargs


def main(argv=None):
    args = build_parser().parse_args(argv)
    model_id, shift = resolve(args.model)
    pipe = DiffusionPipeline.from_pretrained(model_id, torch_dtype=getattr(torch, args.dtype))
    if args.shift:
        pipe.scheduler = FlowMatchEulerDiscreteScheduler.from_config(pipe.scheduler.config, shift=args.shift)
    else:
        pipe.scheduler = FlowMatchEulerDiscreteScheduler(shift=3.0, use_dynamic_shifting=True)
    match args.preset:
        case "fast" | "draft":
            steps = PRESETS["fast"]
        case None:
            steps = args.steps
        case other if other in PRESETS:
            steps = PRESETS[other]
    while (n := len(os.listdir("out"))) > 100:
        os.remove(f"out/{n}.png")
    pipe("a lighthouse", num_inference_steps=28, guidance_scale=3.5).images[0].save(f"out/{datetime.now():%Y-%m-%d}.png")
    pipe("a lighthouse at night", num_inference_steps=steps)
    second = make_scheduler("heun", beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear")
    second.set_timesteps(num_inference_steps=15)
    sigmas = [float(s) for s in second.sigmas if s > 0]
    return dict(sigmas=sigmas, noise=second.init_noise_sigma, rows=[[0] * 3 for _ in range(2)], **vars(args))


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
