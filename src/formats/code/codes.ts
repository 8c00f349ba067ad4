import { clusterCode } from './cluster.ts'
import { jaxCode } from './jax.ts'
import { numpyCode } from './numpy.ts'
import { onnxRuntimeCode } from './onnx-runtime.ts'
import type { Code, Coded, CodeOptions } from './program.ts'
import { pytorchCode } from './pytorch.ts'

/** A way to write the pipeline as a Python program. */
export interface CodeForm {
  /** What lists call it. */
  readonly label: string
  /** The library whose functions it calls. */
  readonly library: string
  /** The form of the exported file that it may read. */
  readonly file: 'json' | 'npz' | 'onnx'
  /** @throws ShapeError when a layer does not fit */
  readonly write: (coded: Coded, options: CodeOptions) => Code
}

/** All of them, in the order of the list. */
export const CODE_FORMS = {
  sequential: {
    label: 'PyTorch, nn.Sequential',
    library: 'PyTorch',
    file: 'json',
    write: (coded, options) => pytorchCode(coded, 'sequential', options),
  },
  functional: {
    label: 'PyTorch, F.conv2d',
    library: 'PyTorch',
    file: 'json',
    write: (coded, options) => pytorchCode(coded, 'functional', options),
  },
  numpy: { label: 'NumPy', library: 'NumPy', file: 'npz', write: numpyCode },
  jax: { label: 'JAX', library: 'JAX', file: 'npz', write: jaxCode },
  onnxruntime: { label: 'ONNX Runtime', library: 'ONNX Runtime', file: 'onnx', write: onnxRuntimeCode },
  cluster: { label: 'Run on a cluster (Dask)', library: 'Dask', file: 'json', write: clusterCode },
} as const satisfies Readonly<Record<string, CodeForm>>

export type CodeFormName = keyof typeof CODE_FORMS
