import { pipelineShapes } from '../../core/layers/pipeline.ts'
import { pythonString } from '../python-text.ts'
import { NUMPY_WORDS, preprocess, usage } from './preprocess.ts'
import { programText, withComments, type Code, type Coded, type CodeOptions } from './program.ts'

/**
 * Python code that runs the exported .onnx file in ONNX Runtime as `model`, a function of NumPy arrays, and `preprocess` where the
 * picture is not fed as its values 0..1. All its weights stand in the file.
 * @throws ShapeError when a layer does not fit
 */
export function onnxRuntimeCode({ layers, input }: Coded, options: CodeOptions): Code {
  const shapes = [options.input, ...pipelineShapes(options.input, layers)]
  const sections = [
    ['import numpy as np', 'import onnxruntime'],
    [
      'session = onnxruntime.InferenceSession(',
      `    ${pythonString(options.file)}, providers=["CPUExecutionProvider"]`,
      ')',
    ],
    preprocess(input, NUMPY_WORDS),
    [
      '',
      ...withComments([
        ['def model(x):', shapes[0]],
        ['    (output,) = session.run(["output"], {"input": x})'],
        ['    return output', shapes.at(-1)],
      ]),
      '',
    ],
    usage(input, NUMPY_WORDS),
  ]
  return { code: programText(sections), needsFile: true }
}
