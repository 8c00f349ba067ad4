/** Whether a file begins as an ONNX model: with the version of its form, then another of its fields. @param head 16 bytes */
export function isOnnx([first, version = 0, second = 0]: Uint8Array): boolean {
  // the next field is a name, a version, the graph or a list
  const isNext = [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42, 0x72].includes(second)
  return first === 8 && version > 0 && version < 64 && isNext
}
