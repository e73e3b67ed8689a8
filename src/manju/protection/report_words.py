"""The fixed words of the trace report: titles, heads of tables, method, proof of the bound, what it does not say."""

from __future__ import annotations

from typing import Final

from manju.words import Words

TITLES: Final = {
    "report": Words("追踪报告", "Trace report"),
    "facts": Words("文件与副本", "Files and copy"),
    "segments": Words("哪几秒", "Which seconds"),
    "map": Words("可疑片各段对应{m}的位置", "Where the pieces of the suspect lie in {m}"),
    "plot": Words("和 {n} 份已发副本逐一比对", "Compared with all {n} issued copies"),
    "plot_alt": Words("{n} 份副本的 z 值分布，界线 {b}", "Distribution of z over {n} copies, bound {b}"),
    "plot_caption": Words(
        "每根柱子是落在这段 z 值里的副本份数（对数刻度）。虚线右边的副本才会被指认。蓝线是所有副本共有的部分，只说明有没有水印。",
        "Each bar counts the copies with a z in that range (logarithmic). Only copies right of the dashed line are named. "
        "Blue: the part all copies share; it only tells whether there is a mark.",
    ),
    "sights": Words("看得见的证据", "What can be seen"),
    "method": Words("方法", "Method"),
    "bound": Words("弄错的概率怎么来的", "Where the chance of error comes from"),
    "formula": Words(
        "z 不小于 t 的概率不超过 exp(−t²/2)", "The probability that z is at least t is at most exp(−t²/2)"
    ),
    "limits": Words("这份报告不说明什么", "What this report does not say"),
    "made": Words("制作", "How it was made"),
}

HEADS: Final = {
    "segments": [
        Words("作品", "Work"), Words("可疑片起", "Suspect from"), Words("止", "to"), Words("母版起", "Master from"),
        Words("止", "to"), Words("速度", "Speed"), Words("处理", "How it is shown"),
    ],
    "copies": [
        Words("交给", "Handed to"), Words("副本号", "Copy number"), Words("交付时间", "Handed over"),
        Words("z 值", "z"), Words("弄错的概率，10 的几次方", "Chance of error, power of 10"),
    ],
}  # fmt: skip

FACTS: Final = {
    "which": Words("1 哪一部", "1 Which film"),
    "which_picture": Words("1 哪一张", "1 Which picture"),
    "pixels": Words("大小", "Size"),
    "sha_original": Words("原图的 SHA-256", "SHA-256 of the original"),
    "when": Words("2 哪一秒", "2 Which second"),
    "whose": Words("3 谁的副本", "3 Whose copy"),
    "whose_picture": Words("2 谁的副本", "2 Whose copy"),
    "error": Words("弄错的概率", "Chance of error"),
    "file": Words("可疑文件", "Suspect file"),
    "size": Words("长度与大小", "Length and size"),
    "sha_suspect": Words("它的 SHA-256", "Its SHA-256"),
    "place": Words("平台与账号", "Platform, account"),
    "url": Words("网址", "Address"),
    "found_on": Words("发现日期", "Found on"),
    "sha_master": Words("母版的 SHA-256", "SHA-256 of the master"),
    "copy": Words("副本号", "Copy number"),
    "delivered": Words("交付件", "Deliverable"),
    "traced_at": Words("追踪时间", "Traced"),
    "took": Words("用时", "Took"),
    "versions": Words("算法版本", "Versions"),
    "scored": Words("比对的副本 / 次数", "Copies / scorings"),
}

METHOD: Final = [
    Words(
        "第一步，找片。可疑片每秒取约四帧，算出画面指纹，在片库里找出同一段母版，并算出时间、速度、是否镜像。"
        "画面和母版都保留在工作室，任何人可以并排再看一遍。",
        "First, find the film. About four frames a second of the suspect are fingerprinted and looked up in the catalogue; "
        "that gives the master, the times, the speed and whether it is mirrored. Suspect and master are kept, and "
        "anybody may look at them side by side.",
    ),
    Words(
        "第二步，对齐。把可疑片的画面和母版逐帧对准（位置、大小、旋转、亮度），再相减。剩下的残差里有压缩噪声，也有水印。"
        "这一步只用母版和所有副本共有的标记，不看任何一份副本的密码。",
        "Second, align. Frames of the suspect are laid over those of the master (place, size, rotation, light) and "
        "subtracted. What is left holds coding noise and the mark. This step uses the master and the part that all "
        "copies share; no copy’s own code is looked at.",
    ),
    Words(
        "第三步，比对。每份副本在制作时加了一组看不见的、只属于它的正负码片，由工作室的密钥、母版和副本号决定。"
        "残差与每份副本的码片做相关，得到 z 值。",
        "Third, compare. When a copy is made, it is given an invisible set of plus and minus chips of its own, drawn from "
        "the studio’s key, the master and the copy’s number. The residual is correlated with the chips of every copy; "
        "that gives z.",
    ),
]

METHOD_OF_PICTURES: Final = [
    Words(
        "第一步，找图。在可疑图片里找出有特点的点，和每一张登记过的图片比；要有足够多的点落在同一个摆法里，才算对上。"
        "可疑图片和原图都保留在工作室。",
        "First, find the picture. Points that stand out in the suspect are held against those of every registered picture; "
        "it matches when enough of them agree on one placing. Suspect and original are kept.",
    ),
    Words(
        "第二步，对齐。把可疑图片对准原图（位置、大小、旋转、是否镜像、亮度），再相减。剩下的残差里有压缩噪声，也有水印。"
        "这一步只用原图和所有副本共有的标记，不看任何一份副本的密码。",
        "Second, align. The suspect is laid over the original (place, size, rotation, mirrored or not, light) and "
        "subtracted. What is left holds coding noise and the mark. This step uses the original and the part that all "
        "copies share; no copy’s own code is looked at.",
    ),
    Words(
        "第三步，比对。每份副本在制作时加了一组看不见的、只属于它的正负码片，由工作室的密钥、原图和副本号决定。"
        "残差与每份副本的码片做相关，得到 z 值。",
        "Third, compare. When a copy is made, it is given an invisible set of plus and minus chips of its own, drawn from "
        "the studio’s key, the original and the copy’s number. The residual is correlated with the chips of every copy; "
        "that gives z.",
    ),
]

LIMITS_OF_TIMES: Final = Words(
    "时间由取样帧估计再细化，可能差零点几秒。",
    "Times are estimated from sampled frames and refined; they may be off by some tenths of a second.",
)

BOUND: Final = [
    Words(
        "每份副本的码片 c 是独立的、等概率的 ±1，对不知道密钥的人就是抛硬币。权重 w 由可疑片、母版和共有标记算出，在看任何副本的"
        "码片之前就已定下。z = Σ w c / |w|。对一份无关的副本，w 与 c 独立，因此由马尔可夫不等式和 cosh x ≤ exp(x²/2)"
        "（霍夫丁，1963）：",
        "The chips c of a copy are independent and equally likely +1 or −1: coin tosses to whoever lacks the key. The "
        "weights w are computed from suspect, master and the shared part, and fixed before any copy’s chips are looked "
        "at. z = Σ w c / |w|. For a copy that has nothing to do with the suspect, w and c are independent; so by Markov’s "
        "inequality and cosh x ≤ exp(x²/2) (Hoeffding, 1963):",
    ),
    Words(
        "不论可疑片是什么，这都成立。这次一共比了 {copies} 份副本、{n} 次（每换一段、换一种对法再比，都算一次），"
        "所以任何一份无关副本被指认的机会不超过 {n} × exp(−z²/2)。",
        "This holds whatever the suspect is. {copies} copies were scored {n} times in all (every further segment or "
        "alternative counts), so the chance that any unrelated copy is named is at most {n} × exp(−z²/2).",
    ),
    Words(
        "要求这个机会不超过 10 的 {required} 次方，解出界线 z = {bound}。只有超过界线的副本才被指认。",
        "With at most 10 to the power of {required} required, the bound is z = {bound}. Only copies above it are named.",
    ),
]

LIMITS: Final = [
    Words(
        "它说明画面出自哪一份副本，不说明是谁上传的，也不说明怎么流出去的。",
        "It says which copy the picture was made from; not who uploaded it, nor how it got out.",
    ),
    Words(
        "概率的前提是：工作室的密钥没有泄露，副本登记时写的收件人是真的。",
        "The chance stated assumes that the studio’s key has stayed secret and that the recipient written down with the "
        "copy is true.",
    ),
    Words(
        "认不出副本，不等于没有侵权；作品对得上就可以要求下架。",
        "That no copy is named does not mean that nothing was infringed: a match with the work is enough for a takedown.",
    ),
]
