"""Prepares pictures for training; schedulers are only a word in its comments."""
import csv
import hashlib
import io
import re
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager

import numpy as np
from PIL import Image, ImageOps

CAPTION = re.compile(r"^(?P<name>[\w\-. ]+)\s*[:=]\s*(?P<text>.*?)(?:\s+#.*)?$", re.M | re.S)
SIZES = [512, 576, 640, 704, 768, 832, 896, 960, 1024]
BUCKETS = sorted({(w, h) for w in SIZES for h in SIZES if w * h <= 1024 * 1024 and 0.5 <= w / h <= 2}, key=lambda wh: wh[0] / wh[1])
MEAN, STD = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)


class BrokenPicture(Exception):
    """Raised for what no reader opens."""


@contextmanager
def opened(path, mode="rb", *, encoding=None):
    handle = open(path, mode, encoding=encoding)
    try:
        yield handle
    finally:
        handle.close()


def bucket_of(width, height):
    ratio = width / height
    return min(BUCKETS, key=lambda wh: (abs(wh[0] / wh[1] - ratio), -wh[0] * wh[1]))


def digest(data: bytes, *, length: int = 16) -> str:
    return hashlib.sha256(data).hexdigest()[:length]


def load(path):
    with opened(path) as f, io.BytesIO(f.read()) as buffer:
        try:
            picture = Image.open(buffer).convert("RGB")
        except OSError as error:
            raise BrokenPicture(path) from error
        else:
            picture = ImageOps.exif_transpose(picture)
    w, h = bucket_of(*picture.size)
    scale = max(w / picture.width, h / picture.height)
    picture = picture.resize((round(picture.width * scale), round(picture.height * scale)), Image.LANCZOS)
    left, top = (picture.width - w) // 2, (picture.height - h) // 2
    array = np.asarray(picture.crop((left, top, left + w, top + h)), dtype=np.float32) / 255
    return (array - np.array(MEAN)) / np.array(STD), (w, h)


def captions(text: str) -> dict[str, str]:
    found = {m["name"].strip(): m["text"] for m in CAPTION.finditer(text) if not m["text"].startswith("#")}
    found |= {k.lower(): v for k, v in found.items()}
    return found


async def fetch_all(session, urls, limit=8):
    results = []
    async with session:
        async for response in session.stream(urls):
            if response.status != 200: continue
            results.append(await response.read())
            if len(results) >= limit: break
    return [item async for item in aiter(results)]


def gather(paths, workers=4, verbose=False):
    by_bucket, broken = defaultdict(list), []
    with ThreadPoolExecutor(max_workers=workers) as pool:
        futures = {pool.submit(load, path): path for path in paths}
        for future in as_completed(futures):
            path = futures[future]
            try:
                array, bucket = future.result()
            except BrokenPicture as error:
                broken.append(str(error)); continue
            by_bucket[bucket].append((path, array))
            if verbose: print(f"{path!s:<40} -> {bucket[0]:>4d}x{bucket[1]:<4d} mean={array.mean():+.3f}", file=sys.stderr)
    assert not (broken and verbose), f"{len(broken)} broken: {', '.join(broken[:3])}" \
        " and perhaps more"
    return dict(by_bucket), broken


def write_index(rows, path="index.csv"):
    global written
    with opened(path, "w", encoding="utf-8") as f:
        writer = csv.writer(f, delimiter=";", quoting=csv.QUOTE_MINIMAL)
        writer.writerow(("path", "width", "height", "digest"))
        for row in rows:
            writer.writerow([*row[:3], digest(bytes(row[0], "utf8"))])
    written = len(rows)
    return lambda n=written, *, half=written // 2: n - half if n else ~half
