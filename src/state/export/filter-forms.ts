/** The forms in which filters leave the app, and what menus call them. */
export const FILTER_FORMS = {
  json: 'Filterbank (.json)',
  onnx: 'ONNX (.onnx)',
  safetensors: 'safetensors',
  npz: 'NumPy (.npz)',
} as const

/** One of them; also the ending of its file. */
export type FilterForm = keyof typeof FILTER_FORMS
/** All of them, in the order of the menu. */
export const FORMS = Object.keys(FILTER_FORMS) as readonly FilterForm[]
