# A file as most of a library's are: nothing in it is about noise schedules.
import math
from typing import Optional, Tuple

import torch
import torch.nn as nn
import torch.nn.functional as F

_EPS = 1e-6
__all__ = ["Attention", "FeedForward", "Block", "get_activation"]


def get_activation(name: str) -> nn.Module:
    name = name.lower()
    if name in ("silu", "swish"):
        return nn.SiLU()
    elif name == "gelu":
        return nn.GELU()
    elif name == "relu":
        return nn.ReLU(inplace=True)
    raise ValueError(f"Unsupported activation function: {name}")


def rotary(x: torch.Tensor, freqs: Tuple[torch.Tensor, torch.Tensor], use_real: bool = True) -> torch.Tensor:
    r"""Applies rotary embeddings.

    Args:
        x (`torch.Tensor`): queries or keys of shape `(batch, heads, length, dim)`
        freqs: cosines and sines, \(e^{i\theta}\)
    """
    if use_real:
        cos, sin = freqs
        cos, sin = cos[None, None], sin[None, None]
        x_real, x_imag = x.reshape(*x.shape[:-1], -1, 2).unbind(-1)
        x_rotated = torch.stack([-x_imag, x_real], dim=-1).flatten(3)
        return (x.float() * cos + x_rotated.float() * sin).to(x.dtype)
    return torch.view_as_real(torch.view_as_complex(x.float().reshape(*x.shape[:-1], -1, 2)) * freqs[0]).flatten(3)


class FeedForward(nn.Module):
    def __init__(self, dim: int, dim_out: Optional[int] = None, mult: int = 4, dropout: float = 0.0, activation_fn: str = "gelu"):
        super().__init__()
        inner_dim = int(dim * mult)
        dim_out = dim_out if dim_out is not None else dim
        self.net = nn.ModuleList([])
        self.net.append(nn.Linear(dim, inner_dim))
        self.net.append(get_activation(activation_fn))
        self.net.append(nn.Dropout(dropout))
        self.net.append(nn.Linear(inner_dim, dim_out))

    def forward(self, hidden_states: torch.Tensor, *args, **kwargs) -> torch.Tensor:
        if len(args) > 0 or kwargs.get("scale", None) is not None:
            raise TypeError("The `scale` argument is deprecated and will be ignored.")
        for module in self.net:
            hidden_states = module(hidden_states)
        return hidden_states


class Attention(nn.Module):
    heads: int = 8

    def __init__(self, query_dim, cross_attention_dim=None, heads=8, dim_head=64, bias=False, upcast=False):
        super().__init__()
        self.inner_dim = dim_head * heads
        self.scale = dim_head**-0.5 if not upcast else 1 / math.sqrt(dim_head)
        self.heads, self.upcast = heads, upcast
        self.to_q = nn.Linear(query_dim, self.inner_dim, bias=bias)
        self.to_k = nn.Linear(cross_attention_dim or query_dim, self.inner_dim, bias=bias)
        self.to_v = nn.Linear(cross_attention_dim or query_dim, self.inner_dim, bias=bias)
        self.to_out = nn.Sequential(nn.Linear(self.inner_dim, query_dim), nn.Dropout(0.0))

    def forward(self, hidden_states, encoder_hidden_states=None, attention_mask=None):
        batch, length, _ = hidden_states.shape if encoder_hidden_states is None else encoder_hidden_states.shape
        query = self.to_q(hidden_states)
        key, value = (layer(encoder_hidden_states if encoder_hidden_states is not None else hidden_states) for layer in (self.to_k, self.to_v))
        query, key, value = map(lambda t: t.view(batch, -1, self.heads, t.shape[-1] // self.heads).transpose(1, 2), (query, key, value))
        if attention_mask is not None and attention_mask.dim() == 3:
            attention_mask = attention_mask.unsqueeze(1)
        out = F.scaled_dot_product_attention(query, key, value, attn_mask=attention_mask, dropout_p=0.0, is_causal=False)
        return self.to_out(out.transpose(1, 2).reshape(batch, -1, self.inner_dim).to(query.dtype))


class Block(nn.Module):
    def __init__(self, dim, num_layers: int = 2, **attention):
        super().__init__()
        self.norm1, self.norm2 = (nn.LayerNorm(dim, eps=_EPS) for _ in range(2))
        self.layers = nn.ModuleList([Attention(dim, **attention) for _ in range(num_layers)])
        self.ff = FeedForward(dim, mult=4)
        self.gradient_checkpointing = False

    def forward(self, x, context=None):
        for i, layer in enumerate(self.layers):
            if self.training and self.gradient_checkpointing:

                def create_custom_forward(module):
                    def custom_forward(*inputs):
                        return module(*inputs)

                    return custom_forward

                x = x + torch.utils.checkpoint.checkpoint(create_custom_forward(layer), self.norm1(x), context, use_reentrant=False)
            else:
                x = x + layer(self.norm1(x), context if i % 2 else None)
        return x + self.ff(self.norm2(x))


def window_partition(x, window=7):
    b, h, w, c = x.shape
    x = x.view(b, h // window, window, w // window, window, c)
    return x.permute(0, 1, 3, 2, 4, 5).contiguous().view(-1, window, window, c)


def main():
    torch.manual_seed(0)
    block = Block(dim=64, num_layers=2, heads=4, dim_head=16)
    x = torch.randn(1, 49, 64)
    y = block(x)
    assert y.shape == x.shape, (y.shape, x.shape)
    print({k: tuple(v.shape) for k, v in block.state_dict().items() if k.endswith("weight") and "norm" not in k})
