/** Filters that a network, or an analysis of pictures, has learned: a pipeline in a file that comes with the app. */
export interface TrainedFilters {
  /** Stable, kebab case. */
  readonly id: string
  readonly name: string
  /** What they have learned. */
  readonly sentence: string
  /** The layers, and what the original does otherwise. */
  readonly layers: string
  /** Who trained them, on what, and where the weights were published. */
  readonly source: string
  /** SPDX name of the weights' licence and whom it names; its text stands in `trained/LICENSES.txt`. */
  readonly licence: string
  /** In the folder `trained` of the app. */
  readonly file: string
}

const MOBILENET = {
  source:
    'MobileNet v1 1.0 224 (Howard et al., 2017), trained on ImageNet by Google: the weights of Keras, from github.com/kostasx/tfjs-mobilenet-offline-model',
  licence: 'Apache-2.0, © The TensorFlow Authors',
} as const

/** All of them, in the order of the list. `node test/tools/make-trained.js` makes their files. */
export const TRAINED: readonly TrainedFilters[] = [
  {
    id: 'mobilenet-conv1',
    name: 'MobileNet’s first layer',
    sentence:
      'To tell 1,000 kinds of things apart it first looks for edges in several directions, for small spots and for plain colours. 8 of its 32 filters died in training: their weights are nearly 0.',
    layers:
      'Conv2d 3 → 32, 3 × 3, stride 2, with its BatchNorm folded in; ReLU6. The Pad before it is TensorFlow’s SAME.',
    ...MOBILENET,
    file: 'mobilenet-v1-conv1.safetensors',
  },
  {
    id: 'mobilenet-block1',
    name: 'MobileNet’s first depthwise pair',
    sentence:
      'Each map of the first layer is searched for spots and edges by a kernel of its own; 64 filters of 1 × 1 then mix what they find.',
    layers:
      'The first layer, depthwise 3 × 3 in 32 groups, 1 × 1 to 64; the BatchNorms folded in, ReLU6 behind each.',
    ...MOBILENET,
    file: 'mobilenet-v1-block1.safetensors',
  },
  {
    id: 'resnet20-block1',
    name: 'ResNet-20’s first block',
    sentence:
      'From pictures of 32 × 32 pixels it learned edges and colours, and in the next two layers how they go together.',
    layers:
      'Three Conv2d of 3 × 3 with 16 filters, BatchNorms folded in, ReLU between. A pipeline is a chain: the sum that skips the last two is left out.',
    source:
      'ResNet-20 (He et al., 2016), trained on CIFAR-10: github.com/akamaster/pytorch_resnet_cifar10, resnet20-12fca82f.th',
    licence: 'BSD-2-Clause, © 2018 Yerlan Idelbayev',
    file: 'resnet20-block1.safetensors',
  },
  {
    id: 'ica',
    name: 'Independent components of photos',
    sentence:
      'No network: the independent parts of which patches of photos are made, which are short edges and stripes of one place, direction and colour.',
    layers: 'Conv2d 3 → 64, 11 × 11: as many pixels as the first layer of AlexNet has.',
    source:
      'Our own: FastICA (Hyvärinen and Oja, 2000) of 42,000 colour patches of CC0 and public-domain photos',
    licence: 'CC0-1.0, in the public domain',
    file: 'ica-64.safetensors',
  },
  {
    id: 'slim-stem',
    name: 'A face detector’s first block',
    sentence:
      'What a search for faces begins with: 16 filters for edges, spots and colours, refined one by one, then mixed to 32 maps.',
    layers:
      'Conv2d 3 → 16 with stride 2, depthwise 3 × 3, 1 × 1 to 32; BatchNorms folded in, ReLU behind each. Its own input, (x − 127) / 128, differs from −1 … 1 by less than 0.01.',
    source:
      'Ultra-Light-Fast-Generic-Face-Detector-1MB, trained on WIDER FACE: github.com/Linzaer/Ultra-Light-Fast-Generic-Face-Detector-1MB, version-slim-320.pth',
    licence: 'MIT, © 2019 linzai',
    file: 'ultra-light-slim-320-stem.safetensors',
  },
  {
    id: 'pnet',
    name: 'A whole small face finder',
    sentence:
      'The last of its two maps is high where a face about 12 pixels wide may stand: choose a low working resolution for larger faces.',
    layers:
      'MTCNN’s P-Net up to its scores: Conv2d, PReLU, MaxPool2d, Conv2d, PReLU, Conv2d, PReLU, 1 × 1 to 2, before softmax. Its own input, (x − 127.5) / 128, is −1 … 1 within 0.4 %.',
    source: 'P-Net of MTCNN (Zhang et al., 2016): github.com/timesler/facenet-pytorch, data/pnet.pt',
    licence: 'MIT, © 2019 Timothy Esler',
    file: 'mtcnn-pnet.safetensors',
  },
]
