import { writeBank } from './bank-json.ts'
import { crc32 } from './crc32.ts'
import type { LinkContent } from './link.ts'

/**
 * What tells a link from others: a check sum of the layers, the input settings and the working resolution that it holds, and
 * how long they are as text. What of them was looked at and how, and a name, make no other link. It finds; what two have in
 * common is seen by comparing them.
 */
export function linkKey({ bank, resolution, bypassed = [] }: Omit<LinkContent, 'view' | 'name'>): string {
  const bytes = new TextEncoder().encode(`${resolution} ${bypassed.join()} ${writeBank(bank)}`)
  return `${crc32(bytes).toString(16).padStart(8, '0')}-${bytes.length}`
}
