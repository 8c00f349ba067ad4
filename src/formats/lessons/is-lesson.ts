/** UTF-16 units of a lesson file. */
export const MAX_LESSON = 2 ** 20

/** Whether a JSON text says that it is a lesson. */
export function isLesson(text: string): boolean {
  return text.length <= MAX_LESSON && /"format"\s*:\s*"filterbank-lesson\//.test(text)
}
