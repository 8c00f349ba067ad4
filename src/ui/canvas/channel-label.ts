/** What an input channel is called: its name, or its number where it has none. */
export function channelLabel(names: readonly string[], channel: number): string {
  const name = names[channel] ?? ''
  return name === '' ? `channel ${channel}` : name
}
