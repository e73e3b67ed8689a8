"""Who plays: the looks of the properties' characters."""

from __future__ import annotations

from typing import Final

from manju.sample.art.faces import Look

ZHIWEI: Final = Look("bun", "#16141f", "#3b3960", "#7a4a22", "robe", "#8f1d2c", "#f3e6d0", "#d9a441")
HUAIJIN: Final = Look(
    "scholar", "#12101a", "#2c3358", "#5b6f8f", "robe", "#26345c", "#d9d4c6", "#a7b4d0",
    skin="#ecd0b8", shadow="#a97f78", lips="#9a5a55", lashes=False,
)  # fmt: skip
JUDGE: Final = Look(
    "old", "#d7d2cc", "#f2efe9", "#4a4a55", "robe", "#1c1a22", "#8f1d2c", "#d9a441",
    skin="#dcbc9f", shadow="#94705f", lips="#7e4a44", lashes=False,
)  # fmt: skip
XIAOMAN: Final = Look("helmet", "#d8342a", "#f7d34a", "#3d2a18", "jacket", "#d8342a", "#fff3df", "#f7d34a")
YOUNG_XIAOMAN: Final = Look("bob", "#20180f", "#4a3a28", "#3d2a18", "hoodie", "#2f8fb3", "#fff3df", "#1f6f8c")
XUMIAN: Final = Look("bob", "#3a2438", "#6d4a68", "#5a4a8a", "coat", "#c8794b", "#fff3df", "#8e4a2f")
GRANDPA: Final = Look(
    "old", "#e9e6f2", "#ffffff", "#5a4a3a", "shirt", "#4d7a6c", "#f4efe2", "#2d5147",
    skin="#eccdb2", shadow="#b58a74", lips="#9a5a50", lashes=False,
)  # fmt: skip
FATHER: Final = Look(
    "scholar", "#4a4650", "#8a8694", "#6d5a3a", "robe", "#2a1a26", "#5c5560", "#8f1d2c",
    skin="#e0c2a6", shadow="#8f6c60", lips="#8a4f48", lashes=False,
)  # fmt: skip
XIAOHE: Final = Look("bob", "#2a2f3d", "#5f7f96", "#3a4a5a", "hoodie", "#2f6f8f", "#fff3df", "#f2c230")
WANTANG: Final = Look("bun", "#1c1018", "#5a2a3a", "#6a2a22", "robe", "#c22a2a", "#f7e0c0", "#e0b040")
ZHIYI: Final = Look("bun", "#241a16", "#5a4030", "#6a4a22", "robe", "#e8b4a0", "#f7efe2", "#6f8f5f")
RUOMEI: Final = Look("bun", "#1a1620", "#4a3f5a", "#3a3a5a", "robe", "#c9a7b8", "#f0e6ee", "#3b3960")
WENSHI: Final = Look("bun", "#2a2024", "#5a4a4a", "#6a4a32", "robe", "#d9c4a0", "#f5efe6", "#8a5a6a")
ZHOUBO: Final = Look(
    "old", "#c9c4ba", "#e9e5dc", "#5a4a3a", "robe", "#6b5a3e", "#d8cbb0", "#3a3128",
    skin="#d8b698", shadow="#8f6a55", lips="#7e4f44", lashes=False,
)  # fmt: skip
ADENG: Final = Look("bob", "#1c1814", "#4a3f32", "#5a3f22", "shirt", "#3f5f6f", "#e8d9b0", "#b8862d")
XINGZHOU: Final = Look(
    "scholar", "#14120f", "#3a342a", "#4a3a22", "robe", "#2f4a3f", "#c9c0a8", "#7a5a2f",
    skin="#d9b08c", shadow="#8a6248", lips="#7f4d40", lashes=False,
)  # fmt: skip
