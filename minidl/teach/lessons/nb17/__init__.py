"""17 · What CNNs learn: what the lesson asks, checks and draws."""

OFFERS = {
    "ablation": "AblationPicture small_alexnet", "pad": "SketchPad the_pad",
    "architectures": "alexnet draw_architectures network_sizes parameters_of",
    "occlusion": "OcclusionPicture logits_of", "units": "UnitPicture units_of up_to",
    "gabor": "GaborPicture likenesses", "pretrained": "measured",
}  # fmt: skip
