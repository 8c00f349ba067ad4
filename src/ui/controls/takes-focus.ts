/** An attachment for what opens: it takes the focus. */
export function takesFocus(node: HTMLElement): void {
  node.focus({ preventScroll: true })
}
