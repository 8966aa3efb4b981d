#!/usr/bin/env python3
"""Train models/sd1-tiny-*.onnx: train-sd1-tiny-autoencoder.py prepare|decoder|encoder|export --work DIR [...]

prepare   --images DIR --encoder FILE.onnx   256-pixel crops of the pictures and their SD 1.x latents (the encoder maps
                                             [1,3,H,W] in -1..1 to unscaled latents; 0.18215 scales them to model space)
decoder   --minutes M                        latents -> picture   (411,380 parameters, convolutions and pixel shuffles only)
encoder   --minutes M                        picture -> latents   (what lets a user's own picture be the sample)
export                                       ONNX files, model space in and out: `latents` [B,4,h,w] <-> `image` [B,3,8h,8w] in -1..1

PyTorch, NumPy, Pillow, ONNX Runtime. CPU is enough: about 0.18 s a step on two cores.
"""
import argparse, pathlib, random, time
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

SCALE = 0.18215


class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.a, self.b = nn.Conv2d(channels, channels, 3, padding=1), nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(self.b.weight)
        nn.init.zeros_(self.b.bias)

    def forward(self, x):
        return x + self.b(F.relu(self.a(x)))


class Decoder(nn.Module):
    """[B,4,h,w] in model space -> [B,3,8h,8w]: most work at latent resolution, three pixel shuffles up."""

    def __init__(self, c=56):
        super().__init__()
        self.inp, self.r = nn.Conv2d(4, c, 3, padding=1), nn.Sequential(*[Residual(c) for _ in range(5)])
        self.u1, self.r1 = nn.Conv2d(c, 4 * 32, 3, padding=1), nn.Sequential(Residual(32), Residual(32))
        self.u2, self.r2 = nn.Conv2d(32, 4 * 16, 3, padding=1), nn.Sequential(Residual(16))
        self.out = nn.Conv2d(16, 12, 3, padding=1)

    def forward(self, z):
        x = self.r(self.inp(torch.tanh(z / 4) * 4))
        x = self.r1(F.pixel_shuffle(self.u1(F.relu(x)), 2))
        x = self.r2(F.pixel_shuffle(self.u2(F.relu(x)), 2))
        return F.pixel_shuffle(self.out(F.relu(x)), 2)


class Encoder(nn.Module):
    """[B,3,8h,8w] in -1..1 -> [B,4,h,w] in model space: the decoder's mirror."""

    def __init__(self, c=56):
        super().__init__()
        self.d0 = nn.Conv2d(12, 16, 3, padding=1)
        self.d1, self.r1 = nn.Conv2d(64, 32, 3, padding=1), Residual(32)
        self.d2, self.r2 = nn.Conv2d(128, c, 3, padding=1), nn.Sequential(*[Residual(c) for _ in range(4)])
        self.out = nn.Conv2d(c, 4, 3, padding=1)

    def forward(self, x):
        x = F.relu(self.d0(F.pixel_unshuffle(x, 2)))
        x = self.r1(self.d1(F.pixel_unshuffle(x, 2)))
        x = self.r2(self.d2(F.pixel_unshuffle(F.relu(x), 2)))
        return self.out(F.relu(x))


def prepare(a):
    import onnxruntime as ort
    from PIL import Image
    Image.MAX_IMAGE_PIXELS = None
    encode = ort.InferenceSession(str(a.encoder))
    rng, pictures, latents = random.Random(0), [], []
    for path in sorted(p for p in a.images.rglob("*") if p.suffix.lower() in {".jpg", ".jpeg", ".png", ".webp"}):
        if path.stat().st_size < 60_000:
            continue
        im = Image.open(path).convert("RGB")
        shrink = min(1, 1600 / max(im.size))
        im = im.resize([max(256, int(s * shrink)) for s in im.size], Image.LANCZOS)
        for _ in range(34):
            side = min(rng.choice([256, 320, 400, 560, 800]), *im.size)
            x, y = rng.randint(0, im.width - side), rng.randint(0, im.height - side)
            crop = np.asarray(im.crop((x, y, x + side, y + side)).resize((256, 256), Image.LANCZOS), np.uint8)
            if crop.std() < 12:
                continue
            pictures.append(crop)
            latents.append(encode.run(None, {"input": (crop.transpose(2, 0, 1)[None] / 127.5 - 1).astype(np.float32)})[0][0])
    np.save(a.work / "pictures.npy", np.stack(pictures))
    np.save(a.work / "latents.npy", np.stack(latents).astype(np.float32) * SCALE)
    print(len(pictures), "crops")


def batches(a, size, rng):
    pictures, latents = np.load(a.work / "pictures.npy", mmap_mode="r"), np.load(a.work / "latents.npy")
    while True:
        i = np.sort(rng.integers(0, len(latents), size))
        x = torch.from_numpy(np.ascontiguousarray(pictures[i])).permute(0, 3, 1, 2).float() / 127.5 - 1
        r, c = rng.integers(0, 9, 2)  # a 24x24 window of the 32x32 latents
        yield torch.from_numpy(latents[i])[:, :, r:r + 24, c:c + 24], x[:, :, 8 * r:8 * r + 192, 8 * c:8 * c + 192]


def train(a, model, loss_of, name, size=8, rate=2e-3):
    torch.manual_seed(0)
    optimizer = torch.optim.AdamW(model.parameters(), rate, weight_decay=1e-4, betas=(0.9, 0.99))
    average = {k: v.clone() for k, v in model.state_dict().items()}
    began, step = time.time(), 0
    for z, x in batches(a, size, np.random.default_rng(0)):
        done = (time.time() - began) / (60 * a.minutes)
        if done > 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1, step / 200 + 0.01) * (0.5 * (1 + np.cos(np.pi * done)) + 0.01)
        loss = loss_of(model, z, x)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        step += 1
        with torch.no_grad():
            for k, v in model.state_dict().items():
                average[k].lerp_(v, 0.002 if step > 1000 else 0.05)
        if step % 500 == 0:
            print(name, step, round(loss.item(), 4), flush=True)
            torch.save(average, a.work / f"{name}.pt")
    torch.save(average, a.work / f"{name}.pt")


def decoder_loss(model, z, x):
    z = z + torch.randn_like(z) * 0.04 * torch.rand(len(z), 1, 1, 1)
    d = (model(z) - x)[:, :, 8:-8, 8:-8]  # the window's rim lacks context
    edges = (d[..., 1:] - d[..., :-1]).abs().mean() + (d[..., 1:, :] - d[..., :-1, :]).abs().mean()
    return d.abs().mean() + 0.5 * edges + 0.5 * F.avg_pool2d(d, 8).abs().mean()


def encoder_loss(model, z, x):
    return (model(x) - z)[:, :, 1:-1, 1:-1].pow(2).mean()


def export(a):
    class Clamped(nn.Module):
        def __init__(self, model):
            super().__init__()
            self.model = model

        def forward(self, latents):
            return self.model(latents).clamp(-1, 1)
    decoder, encoder = Decoder(), Encoder()
    decoder.load_state_dict(torch.load(a.work / "decoder.pt"))
    encoder.load_state_dict(torch.load(a.work / "encoder.pt"))
    axes = {"latents": {0: "batch", 2: "height", 3: "width"}, "image": {0: "batch", 2: "height_px", 3: "width_px"}}
    for model, example, source, target, file in (
            (Clamped(decoder), torch.zeros(1, 4, 16, 16), "latents", "image", "sd1-tiny-decoder.onnx"),
            (encoder, torch.zeros(1, 3, 128, 128), "image", "latents", "sd1-tiny-encoder.onnx")):
        torch.onnx.export(model.eval(), (example,), str(a.work / file), input_names=[source], output_names=[target],
                          dynamic_axes=axes, opset_version=17, dynamo=False)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("what", choices=["prepare", "decoder", "encoder", "export"])
    p.add_argument("--work", type=pathlib.Path, required=True)
    p.add_argument("--images", type=pathlib.Path)
    p.add_argument("--encoder", type=pathlib.Path)
    p.add_argument("--minutes", type=float, default=40)
    a = p.parse_args()
    torch.set_num_threads(2)
    if a.what == "prepare":
        prepare(a)
    elif a.what == "decoder":
        train(a, Decoder(), decoder_loss, "decoder")
    elif a.what == "encoder":
        train(a, Encoder(), encoder_loss, "encoder")
    else:
        export(a)


if __name__ == "__main__":
    main()
