"""PyTorch's names that minidl has not: what to write instead, or why it is not here.

A missing name is looked up here first: by spelling alone, `type` would become "Did you mean 'dtype'?".
"""

_RETIRED = "PyTorch has retired it. Write"
_NUMPY = "It is not in minidl. NumPy has it, without a gradient:"
_LEAVE_OUT = "Leave the line out:"
INSTEAD = {
    "FloatTensor HalfTensor DoubleTensor": f"{_RETIRED} minidl.tensor([...], dtype=minidl.float32), or float64.",
    "LongTensor IntTensor ShortTensor": f"{_RETIRED} minidl.tensor([...], dtype=minidl.int64), or int32.",
    "ByteTensor BoolTensor CharTensor": f"{_RETIRED} minidl.tensor([...], dtype=minidl.bool), or uint8.",
    "Variable": f"{_RETIRED} minidl.tensor([...], requires_grad=True): every tensor can have a gradient.",
    "nelement": f"{_RETIRED} x.numel().",
    "xavier_uniform xavier_normal kaiming_uniform kaiming_normal uniform constant orthogonal dirac": (
        f"{_RETIRED} nn.init.{{name}}_(weight), which fills the weight in place."
    ),
    "set_default_tensor_type set_default_dtype get_default_dtype set_default_device": (
        "Floats become float32 on the CPU. Write dtype=minidl.float64 where another is wanted."
    ),
    "half float16 bfloat16 HalfStorage": "minidl holds float32, float64, integers and bools. Use float32.",
    "complex complex64 complex128 cfloat cdouble real imag fft stft polar angle conj view_as_real": (
        "minidl has no complex numbers. Try NumPy's: np.fft.fft(x.numpy())."
    ),
    "sparse sparse_coo_tensor to_dense to_sparse quantization qint8 quantize_per_tensor": (
        "minidl has dense tensors only. Use them as they are."
    ),
    "cuda": "minidl computes on the CPU only. Write .to(device) with device = minidl.device('cpu'), or nothing.",
    "pin_memory share_memory_ share_memory record_stream": f"{_LEAVE_OUT} there is one memory, the computer's.",
    "compile jit fx onnx export _dynamo": f"{_LEAVE_OUT} minidl runs each line as it is written.",
    "amp autocast GradScaler": f"{_LEAVE_OUT} minidl computes in the dtype that its tensors have.",
    "set_num_threads get_num_threads set_num_interop_threads": (
        f"{_LEAVE_OUT} set OMP_NUM_THREADS before Python starts."
    ),
    "use_deterministic_algorithms set_float32_matmul_precision": f"{_LEAVE_OUT} minidl is deterministic already.",
    "distributed parallel DataParallel DistributedDataParallel multiprocessing": (
        f"{_LEAVE_OUT} minidl runs in one process. Use the model itself."
    ),
    "set_detect_anomaly detect_anomaly": "To find where a NaN came from, see minidl.inspect.nan.",
    "jacobian hessian vmap jacrev jacfwd func functional_call": (
        "It is not in minidl. Call backward() for each output, or see minidl.dual."
    ),
    "get_rng_state set_rng_state seed initial_seed default_generator": (
        "Write minidl.manual_seed(0), or a generator of your own: minidl.Generator().manual_seed(0)."
    ),
    "distributions": "It is not in minidl. Try minidl.randn, rand, bernoulli, multinomial and their formulas.",
    "tensorboard SummaryWriter": "It is not in minidl. Keep the losses in a list and plot them with matplotlib.",
    "hub models torchvision": "minidl has no stored models. Build it from nn, and see minidl.load.",
    "median mode kthvalue quantile nanmedian histc histogram searchsorted bucketize corrcoef cov nansum nanmean": (
        f"{_NUMPY} np.median, np.quantile, np.histogram, ... of x.numpy()."
    ),
    "svd eig eigh eigvals qr cholesky lu det logdet slogdet pinverse pinv solve lstsq matrix_rank matrix_power": (
        f"{_NUMPY} np.linalg.{{name}}(x.numpy()). With a gradient there is minidl.inverse(x)."
    ),
    "cross diff atan2 hypot fliplr flipud rot90 trapz logaddexp nan_to_num logspace": (
        f"{_NUMPY} see np.{{name}} and x.numpy()."
    ),
    "cdist dist": "Write (x - y).norm(dim=-1), for all pairs (x[:, None] - y[None]).norm(dim=-1).",
    "addmm addmv addbmm baddbmm addcmul addcdiv addr lerp": "Write it with +, * and @.",
    "std_mean var_mean aminmax": "Write both: x.std(dim), x.mean(dim), x.amin(dim), x.amax(dim).",
    "cummax cummin": "It is not in minidl. Try a loop over the axis with minidl.maximum.",
    "clamp_min clamp_max": "Write x.clamp(min=...) or x.clamp(max=...).",
    "select narrow unfold take take_along_dim index_add index_copy index_fill index_put put_ tensor_split hsplit": (
        "Write it with brackets, x[..., 2:5], x[places] = v, or with x.gather, x.scatter, x.split."
    ),
    "dstack block_diag cartesian_prod combinations atleast_1d atleast_2d atleast_3d": (
        "Write it with minidl.cat, minidl.stack and x[None]."
    ),
    "is_contiguous stride storage storage_offset data_ptr untyped_storage element_size itemsize nbytes": (
        "How it lies in memory is told by the array: x.numpy().strides, .nbytes, .flags."
    ),
    "names rename refine_names align_to": "minidl's axes have numbers, not names. Write dim=0, 1, ...",
    "MultiheadAttention Transformer TransformerEncoder TransformerEncoderLayer TransformerDecoder": (
        "It is not in minidl. Build it from nn.Linear, nn.LayerNorm and F.scaled_dot_product_attention."
    ),
    "LazyLinear LazyConv1d LazyConv2d LazyBatchNorm2d": (
        "Name the number of inputs: nn.Linear(in, out); minidl.inspect.summary shows it for each layer."
    ),
    "Conv3d ConvTranspose3d MaxPool3d AvgPool3d BatchNorm3d Dropout3d conv3d max_pool3d avg_pool3d": (
        "minidl's windows move along one or two axes. Try the 2d one on each slice."
    ),
    "InstanceNorm1d InstanceNorm2d instance_norm": "Write nn.GroupNorm(channels, channels): each has its own group.",
    "ReflectionPad1d ReflectionPad2d ReplicationPad2d ZeroPad1d ZeroPad2d ConstantPad1d ConstantPad2d": (
        "Write F.pad(x, (left, right, top, bottom), mode='reflect'), or 'replicate', 'constant'."
    ),
    "UpsamplingNearest2d UpsamplingBilinear2d upsample": "Write nn.Upsample(scale_factor=2, mode='nearest').",
    "ReLU6 relu6": "Write nn.Hardtanh(0, 6), or x.clamp(0, 6).",
    "LogSigmoid logsigmoid": "Write -F.softplus(-x).",
    "Softmin softmin Softmax2d": "Write F.softmax(-x, dim) for the minimum, F.softmax(x, dim=1) for channels.",
    "Hardswish Hardsigmoid Mish mish hardswish hardsigmoid CELU RReLU Softsign Softshrink Tanhshrink Threshold GLU glu": (
        "It is not in minidl. Write its formula as a function of x; the gradient comes by itself."
    ),
    "ParameterList ParameterDict": "Give each a name of its own: self.w1 = nn.Parameter(...).",
    "TripletMarginLoss MarginRankingLoss CosineEmbeddingLoss CTCLoss GaussianNLLLoss PoissonNLLLoss": (
        "It is not in minidl. Write its formula as a function of x; the gradient comes by itself."
    ),
    "LBFGS Adamax NAdam RAdam Rprop SparseAdam ASGD Adafactor": (
        "It is not in minidl. Try SGD, Adagrad, Adadelta, RMSprop, Adam or AdamW."
    ),
    "CyclicLR CosineAnnealingWarmRestarts PolynomialLR MultiplicativeLR ConstantLR ChainedScheduler": (
        "It is not in minidl. Write LambdaLR(optimizer, lambda epoch: factor)."
    ),
    "pack_padded_sequence pad_packed_sequence pack_sequence": (
        "minidl has no packed sequences. Sort by length, or mask what was padded in the loss."
    ),
    "grid_sample affine_grid": "It is not in minidl. Try F.interpolate, or x[..., rows, columns].",
}


def instead(name: str) -> str:
    """The sentence for one of PyTorch's names, or an empty text."""
    for names, sentence in INSTEAD.items():
        if name in names.split():
            return sentence.format(name=name)
    return ""
