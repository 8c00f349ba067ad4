/** A program or a part of one, as text. */
declare module '*.py?raw' {
  const text: string
  export default text
}
